from django.urls import path

from lms.portal.views import cancellation, my, study

lesson = "study/<uuid:public_id>/<int:pk>"

urlpatterns = [
    path("", my.my, name="my"),
    path("enrollments/<uuid:public_id>/", my.my_enrollment, name="my_enrollment"),
    path("enrollments/<uuid:public_id>/cancel/", cancellation.my_enrollment_cancel, name="my_enrollment_cancel"),
    path("enrollments/<uuid:public_id>/calendar.ics", my.my_enrollment_calendar, name="my_enrollment_calendar"),
    path("enrollments/<uuid:public_id>/study/", study.my_enrollment_study, name="my_enrollment_study"),
    path("study/", study.my_study, name="my_study"),
    path(f"{lesson}/", study.my_lesson, name="my_lesson"),
    path(f"{lesson}/done/", study.my_lesson_done, name="my_lesson_done"),
    path(f"{lesson}/checklists/<str:key>/", study.my_lesson_ticks, name="my_lesson_ticks"),
    path(f"{lesson}/self-tests/<str:key>/", study.my_lesson_test, name="my_lesson_test"),
    path("mails/", my.my_mails, name="my_mails"),
    path("mails/<int:pk>/", my.my_mail, name="my_mail"),
]
