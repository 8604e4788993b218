from django.urls import path

from lms.portal.views import cancellation, consultation, data, documents, moving, my, profile, study, upgrade

lesson = "study/<uuid:public_id>/<int:pk>"

urlpatterns = [
    path("", my.my, name="my"),
    path("enrollments/<uuid:public_id>/", my.my_enrollment, name="my_enrollment"),
    path("enrollments/<uuid:public_id>/cancel/", cancellation.my_enrollment_cancel, name="my_enrollment_cancel"),
    path("enrollments/<uuid:public_id>/consultation/", consultation.my_consultation, name="my_consultation"),
    path("enrollments/<uuid:public_id>/move/", moving.my_enrollment_move, name="my_enrollment_move"),
    path("enrollments/<uuid:public_id>/upgrade/", upgrade.my_enrollment_upgrade, name="my_enrollment_upgrade"),
    path("enrollments/<uuid:public_id>/calendar.ics", my.my_enrollment_calendar, name="my_enrollment_calendar"),
    path("enrollments/<uuid:public_id>/admission.pdf", my.my_admission, name="my_admission"),
    path("enrollments/<uuid:public_id>/study/", study.my_enrollment_study, name="my_enrollment_study"),
    path("study/", study.my_study, name="my_study"),
    path(f"{lesson}/", study.my_lesson, name="my_lesson"),
    path(f"{lesson}/done/", study.my_lesson_done, name="my_lesson_done"),
    path(f"{lesson}/checklists/<str:key>/", study.my_lesson_ticks, name="my_lesson_ticks"),
    path(f"{lesson}/self-tests/<str:key>/", study.my_lesson_test, name="my_lesson_test"),
    path("profile/", profile.my_profile, name="my_profile"),
    path("profile/edit/", profile.my_profile_edit, name="my_profile_edit"),
    path("profile/employer/", profile.my_employer, name="my_employer"),
    path("profile/addresses/new/", profile.my_address_new, name="my_address_new"),
    path("profile/addresses/<int:pk>/", profile.my_address, name="my_address"),
    path("profile/addresses/<int:pk>/prefer/", profile.my_address_prefer, name="my_address_prefer"),
    path("profile/addresses/<int:pk>/remove/", profile.my_address_remove, name="my_address_remove"),
    path("documents/", documents.my_documents, name="my_documents"),
    path("documents/<uuid:public_id>/", documents.my_document, name="my_document"),
    path("orders/<uuid:public_id>/<str:kind>/", documents.my_document_new, name="my_document_new"),
    path("data/", data.my_data, name="my_data"),
    path("data/print/", data.my_data_print, name="my_data_print"),
    path("data/file/", data.my_data_file, name="my_data_file"),
    path("data/consents/<int:pk>/withdraw/", data.my_consent_withdraw, name="my_consent_withdraw"),
    path("data/requests/new/<slug:kind>/", data.my_data_request_new, name="my_data_request_new"),
    path("data/requests/<uuid:public_id>/", data.my_data_request, name="my_data_request"),
    path("data/requests/<uuid:public_id>/withdraw/", data.my_data_request_withdraw, name="my_data_request_withdraw"),
    path("mails/", my.my_mails, name="my_mails"),
    path("mails/<int:pk>/", my.my_mail, name="my_mail"),
]
