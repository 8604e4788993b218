from django.urls import path

from lms.portal.views import assignment, evaluate

urlpatterns = [
    path("", evaluate.evaluate, name="evaluate"),
    path("cohorts/<slug:code>/", evaluate.evaluate_cohort, name="evaluate_cohort"),
    path("sessions/<int:pk>/attendance/", evaluate.evaluate_attendance, name="evaluate_attendance"),
    path("sheets/<int:pk>/", evaluate.evaluate_sheet, name="evaluate_sheet"),
    path("sheets/<int:pk>/autosave/", evaluate.evaluate_sheet_autosave, name="evaluate_sheet_autosave"),
    path("sheets/<int:pk>/submit/", evaluate.evaluate_submit, name="evaluate_submit"),
    path("assignments/<uuid:public_id>/", assignment.evaluate_assignment, name="evaluate_assignment"),
    path(
        "assignments/<uuid:public_id>/<int:number>/",
        assignment.evaluate_assignment_file,
        name="evaluate_assignment_file",
    ),
]
