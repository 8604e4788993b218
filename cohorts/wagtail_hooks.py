from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "create_person": (_("Enter a person"), _("Person entered")),
    "update_person": (_("Correct a person"), _("Person corrected")),
    "schedule_cohort": (_("Schedule a cohort"), _("Sessions copied from the curriculum")),
    "decide_dates": (_("Decide dates"), _("Dates decided")),
    "decide_venue": (_("Decide the venue"), _("Venue decided")),
    "set_capacity": (_("Set the number of seats"), _("Number of seats set")),
    "decide_application_period": (_("Decide the application period"), _("Application period decided")),
    "assign_staff": (_("Add a trainer or evaluator"), _("Trainer or evaluator added")),
    "open_applications": (_("Open applications"), _("Applications opened")),
    "close_applications": (_("Close applications"), _("Applications closed")),
    "start_cohort": (_("Start a cohort"), _("Cohort started")),
    "finish_cohort": (_("Finish a cohort"), _("Cohort held")),
    "archive_cohort": (_("Archive a cohort"), _("Cohort archived")),
    "postpone_cohort": (_("Postpone a cohort"), _("Cohort postponed")),
    "replan_cohort": (_("Plan a cohort again"), _("Cohort planned again")),
    "cancel_cohort": (_("Cancel a cohort"), _("Cohort canceled")),
    "draft_application": (_("Draft an application"), _("Application drafted")),
    "change_seat": (_("Change the kind of seat"), _("Kind of seat changed")),
    "hold_seat": (_("Hold a seat"), _("Application received, seat held")),
    "park_for_review": (_("Submit for checking"), _("Application received, being checked")),
    "clear_review": (_("Accept after checking"), _("Accepted after checking")),
    "decline_application": (_("Decline an application"), _("Application declined")),
    "confirm_seat": (_("Confirm a seat"), _("Seat confirmed")),
    "reseat": (_("Seat again"), _("Seat confirmed after a late payment")),
    "release_seat": (_("Release a seat"), _("Seat released")),
    "cancel_enrollment": (_("Cancel an enrollment"), _("Enrollment canceled")),
    "record_attendance": (_("Record attendance"), _("Attendance recorded")),
    "close_attendance": (_("Close attendance"), _("Attendance closed")),
    "enter_record": (_("Enter an exam record"), _("Exam record entered")),
    "link_record": (_("Link an exam record"), _("Exam record linked with a person")),
    "confirm_specialist_pass": (_("Confirm a Specialist pass"), _("Specialist pass confirmed")),
    "record_specialist_failure": (_("Record a failed Specialist level"), _("Specialist level not passed")),
    "open_evaluation": (_("Open a lesson model evaluation"), _("Lesson model evaluation opened")),
    "assign_evaluator": (_("Assign an evaluator"), _("Evaluator assigned")),
    "begin_sheet": (_("Begin an evaluation sheet"), _("Evaluation sheet begun")),
    "submit_sheet": (_("Submit an evaluation sheet"), _("Evaluation sheet submitted")),
    "void_sheet": (_("Void an evaluation sheet"), _("Evaluation sheet voided")),
    "record_assignment_result": (_("Record an assignment result"), _("Assignment result recorded")),
    "open_case": (_("Open a certification case"), _("Certification case opened")),
    "move_case": (_("Update a certification case"), _("Certification case updated from the facts")),
    "decide_case": (_("Decide on certification"), _("Certification decided")),
    "issue_license": (_("Issue a license"), _("License issued")),
    "license_suspended": (_("Suspend a license"), _("License suspended")),
    "license_reinstated": (_("Reinstate a license"), _("License reinstated")),
    "license_revoked": (_("Revoke a license"), _("License revoked")),
    "license_surrendered": (_("Surrender a license"), _("License surrendered")),
    "order_certificate": (_("Order a certificate"), _("Certificate ordered")),
    "deliver_textbooks": (_("Hand out or send textbooks"), _("Textbooks handed out or sent")),
    "correct_textbook_delivery": (_("Correct a textbook entry"), _("Textbook entry corrected")),
    "reissue_certificate": (_("Reissue a certificate"), _("Certificate reissued")),
}


@hooks.register("register_log_actions")
def register_certification_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"lms_cohorts.{name}", label, message)
