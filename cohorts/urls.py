from django.urls import path

from cohorts import views

app_name = "lms_cohorts"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.verify_number, name="verify_number"),
    path("instructors/", views.instructors, name="instructors"),
    path("my/licenses/<str:number>/certificate.pdf", views.certificate, name="certificate"),
]
