from django.urls import path

from lms.inquiries import views

app_name = "lms_inquiries"
urlpatterns = [
    path("inquiry/", views.ask, name="ask"),
    path("inquiry/misuse/", views.misuse, name="misuse"),
    path("inquiry/received/<str:token>/", views.received, name="received"),
]
