from django.urls import path

from lms.portal.views import my

urlpatterns = [
    path("", my.my, name="my"),
    path("enrollments/<uuid:public_id>/", my.my_enrollment, name="my_enrollment"),
    path("mails/", my.my_mails, name="my_mails"),
    path("mails/<int:pk>/", my.my_mail, name="my_mail"),
]
