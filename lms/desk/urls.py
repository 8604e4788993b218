"""Pages and acts of the desk, inside the admin. Lists and rows have addresses of their own (see `viewsets`)."""

from django.urls import path

from lms.desk.views import (
    certification_acts,
    changes,
    cohort_acts,
    consultation,
    data_request,
    document,
    enrollment_acts,
    exam_records,
    findings,
    inquiry,
    letters,
    offers,
    organizer_changes,
    standards_acts,
    transfers,
    waitlist,
)
from lms.desk.views.attendance import AttendanceView
from lms.desk.views.coverage import CoverageView
from lms.desk.views.message import RetryMessageView
from lms.desk.views.roster import RosterView
from lms.desk.views.study import StudyView
from lms.desk.views.textbooks import CorrectDeliveryView, ShipTextbooksView, TextbooksView
from lms.desk.views.today import TodayView

app_name = "lms_desk"

enrollment = "enrollments/<int:pk>"
cohort = "cohorts/<int:pk>"
consultation_ = "consultations/<int:pk>"
license_ = "licenses/<int:pk>"
crosswalk = "crosswalk/<int:pk>"
inquiry_ = "inquiries/<int:pk>"
finding = "findings/<int:pk>"
data_request_ = "data-requests/<int:pk>"

urlpatterns = [
    path("today/", TodayView.as_view(), name="today"),
    path(f"{enrollment}/clear-review/", enrollment_acts.ClearReviewView.as_view(), name="clear_review"),
    path(f"{enrollment}/decline/", enrollment_acts.DeclineView.as_view(), name="decline"),
    path(f"{enrollment}/cancel/", changes.CancelEnrollmentView.as_view(), name="cancel_enrollment"),
    path(f"{enrollment}/move/", changes.MoveEnrollmentView.as_view(), name="move_enrollment"),
    path(f"{enrollment}/substitute/", changes.SubstituteView.as_view(), name="substitute_enrollment"),
    path(f"{enrollment}/evaluation/", enrollment_acts.OpenEvaluationView.as_view(), name="open_evaluation"),
    path(f"{enrollment}/assignment/", enrollment_acts.AssignmentResultView.as_view(), name="assignment_result"),
    path(f"{enrollment}/exam-record/", enrollment_acts.LinkRecordView.as_view(), name="link_record"),
    path("evaluations/<int:pk>/assign/", enrollment_acts.AssignEvaluatorView.as_view(), name="assign_evaluator"),
    path("sheets/<int:pk>/void/", enrollment_acts.VoidSheetView.as_view(), name="void_sheet"),
    path(f"{consultation_}/take/", consultation.TakeConsultationView.as_view(), name="consultation_take"),
    path(f"{consultation_}/note/", consultation.NoteOnConsultationView.as_view(), name="consultation_note"),
    path(f"{consultation_}/ask/", consultation.AskApplicantView.as_view(), name="consultation_ask"),
    path(f"{consultation_}/answer/", consultation.WriteAnswerView.as_view(), name="consultation_answer"),
    path(f"{consultation_}/clear/", consultation.ClearConsultationView.as_view(), name="consultation_clear"),
    path(f"{consultation_}/condition/", consultation.ClearWithConditionView.as_view(), name="consultation_condition"),
    path(f"{consultation_}/decline/", consultation.DeclinePurposeView.as_view(), name="consultation_decline"),
    path("exam-records/<int:pk>/confirm/", enrollment_acts.ConfirmPassView.as_view(), name="confirm_pass"),
    path("exam-records/<int:pk>/score/", exam_records.EnterScoreView.as_view(), name="enter_score"),
    path("exam-records/<int:pk>/not-passed/", exam_records.RecordFailureView.as_view(), name="record_failure"),
    path("exam-records/<int:pk>/annul/", exam_records.AnnulPassView.as_view(), name="annul_pass"),
    path("exam-scores/<int:pk>/correct/", exam_records.CorrectScoreView.as_view(), name="correct_score"),
    path("cases/<int:pk>/decide/", certification_acts.DecideView.as_view(), name="decide"),
    path(f"{license_}/suspend/", certification_acts.SuspendLicenseView.as_view(), name="license_suspend"),
    path(f"{license_}/reinstate/", certification_acts.ReinstateLicenseView.as_view(), name="license_reinstate"),
    path(f"{license_}/revoke/", certification_acts.RevokeLicenseView.as_view(), name="license_revoke"),
    path(f"{license_}/surrender/", certification_acts.SurrenderLicenseView.as_view(), name="license_surrender"),
    path(f"{license_}/reissue/", certification_acts.ReissueCertificateView.as_view(), name="license_reissue"),
    path(f"{cohort}/schedule/", cohort_acts.ScheduleView.as_view(), name="cohort_schedule"),
    path(f"{cohort}/dates/", cohort_acts.DatesView.as_view(), name="cohort_dates"),
    path(f"{cohort}/venue/", cohort_acts.VenueView.as_view(), name="cohort_venue"),
    path(f"{cohort}/period/", cohort_acts.PeriodView.as_view(), name="cohort_period"),
    path(f"{cohort}/seats/", cohort_acts.CapacityView.as_view(), name="cohort_capacity"),
    path(f"{cohort}/minimum/", cohort_acts.MinimumView.as_view(), name="cohort_minimum"),
    path(f"{cohort}/roster/", RosterView.as_view(), name="roster"),
    path(f"{cohort}/waitlist/", waitlist.WaitlistView.as_view(), name="waitlist"),
    path(f"{cohort}/waitlist/offer/", waitlist.OfferSeatsView.as_view(), name="offer_seats"),
    path(f"{enrollment}/offer/", waitlist.OfferOutOfTurnView.as_view(), name="offer_out_of_turn"),
    path(f"{enrollment}/take-off/", waitlist.TakeOffView.as_view(), name="take_off_waitlist"),
    path(f"{cohort}/staff/", cohort_acts.StaffView.as_view(), name="cohort_staff"),
    path(f"{cohort}/open/", cohort_acts.OpenView.as_view(), name="cohort_open"),
    path(f"{cohort}/close/", cohort_acts.CloseView.as_view(), name="cohort_close"),
    path(f"{cohort}/start/", cohort_acts.StartView.as_view(), name="cohort_start"),
    path(f"{cohort}/finish/", cohort_acts.FinishView.as_view(), name="cohort_finish"),
    path(f"{cohort}/archive/", cohort_acts.ArchiveView.as_view(), name="cohort_archive"),
    path(f"{cohort}/postpone/", organizer_changes.PostponeView.as_view(), name="cohort_postpone"),
    path(f"{cohort}/replan/", cohort_acts.ReplanView.as_view(), name="cohort_replan"),
    path(f"{cohort}/cancel/", organizer_changes.CancelView.as_view(), name="cohort_cancel"),
    path("changes/<int:pk>/", organizer_changes.OrganizerChangeView.as_view(), name="organizer_change"),
    path("changes/<int:pk>/take-back/", organizer_changes.TakeBackView.as_view(), name="organizer_change_take_back"),
    path(f"{cohort}/attendance/", AttendanceView.as_view(), name="attendance"),
    path(f"{cohort}/attendance/close/", cohort_acts.CloseAttendanceView.as_view(), name="cohort_close_attendance"),
    path(f"{cohort}/letters/", letters.LettersView.as_view(), name="letters"),
    path(f"{cohort}/joining/", letters.JoiningView.as_view(), name="cohort_joining"),
    path("offers/<int:pk>/ask-extension/", offers.AskExtensionView.as_view(), name="ask_extension"),
    path("offer-extensions/<int:pk>/approve/", offers.ApproveExtensionView.as_view(), name="approve_extension"),
    path("offer-extensions/<int:pk>/refuse/", offers.RefuseExtensionView.as_view(), name="refuse_extension"),
    path("messages/<int:pk>/hold-back/", letters.HoldBackView.as_view(), name="hold_back"),
    path("messages/<int:pk>/let-go/", letters.LetGoView.as_view(), name="let_go"),
    path(f"{cohort}/study/", StudyView.as_view(), name="study"),
    path(f"{cohort}/textbooks/", TextbooksView.as_view(), name="textbooks"),
    path(f"{enrollment}/textbooks/", ShipTextbooksView.as_view(), name="ship_textbooks"),
    path("textbook-deliveries/<int:pk>/correct/", CorrectDeliveryView.as_view(), name="correct_textbook"),
    path("curricula/<int:pk>/version/", standards_acts.NewCurriculumVersionView.as_view(), name="curriculum_version"),
    path("curricula/<int:pk>/current/", standards_acts.MakeCurriculumCurrentView.as_view(), name="curriculum_current"),
    path(f"{crosswalk}/decide/", standards_acts.DecideCrosswalkView.as_view(), name="crosswalk_decide"),
    path(f"{crosswalk}/dismiss/", standards_acts.DismissCrosswalkView.as_view(), name="crosswalk_dismiss"),
    path(f"{crosswalk}/reopen/", standards_acts.ReopenCrosswalkView.as_view(), name="crosswalk_reopen"),
    path("frameworks/<int:pk>/crosswalk/", standards_acts.ProposeCrosswalkView.as_view(), name="crosswalk_propose"),
    path("coverage/", CoverageView.as_view(), name="coverage"),
    path(f"{inquiry_}/take/", inquiry.TakeInquiryView.as_view(), name="inquiry_take"),
    path(f"{inquiry_}/answer/", inquiry.AnswerInquiryView.as_view(), name="inquiry_answer"),
    path(f"{inquiry_}/note/", inquiry.NoteInquiryView.as_view(), name="inquiry_note"),
    path(f"{inquiry_}/close/", inquiry.CloseInquiryView.as_view(), name="inquiry_close"),
    path(f"{inquiry_}/spam/", inquiry.SpamInquiryView.as_view(), name="inquiry_spam"),
    path(f"{finding}/replay/", findings.ReplayView.as_view(), name="finding_replay"),
    path(f"{finding}/refund/", findings.RefundView.as_view(), name="finding_refund"),
    path(f"{finding}/fulfil/", findings.FulfilView.as_view(), name="finding_fulfil"),
    path(f"{finding}/write-off/", findings.WriteOffView.as_view(), name="finding_write_off"),
    path("document-files/bundle.zip", document.document_bundle, name="document_bundle"),
    path("document-files/<int:pk>.pdf", document.document_pdf, name="document_pdf"),
    path("document-files/<int:pk>/void/", document.VoidDocumentView.as_view(), name="void_document"),
    path("document-files/<int:pk>/reissue/", document.ReissueDocumentView.as_view(), name="reissue_document"),
    path(f"{data_request_}/identify/", data_request.IdentifyPersonView.as_view(), name="data_request_identify"),
    path(f"{data_request_}/grant/", data_request.GrantDataRequestView.as_view(), name="data_request_grant"),
    path(f"{data_request_}/refuse/", data_request.RefuseDataRequestView.as_view(), name="data_request_refuse"),
    path(f"{data_request_}/evidence/", data_request.evidence, name="data_request_evidence"),
    path("orders/<int:pk>/transfer/", transfers.ReceiveTransferView.as_view(), name="receive_transfer"),
    path("orders/<int:pk>/accept-shortfall/", transfers.AcceptShortfallView.as_view(), name="accept_shortfall"),
    path("orders/<int:pk>/end-overdue/", transfers.EndOverdueView.as_view(), name="end_overdue"),
    path("refunds/<int:pk>/sent-back/", transfers.SentBackView.as_view(), name="sent_back"),
    path("messages/<int:pk>/retry/", RetryMessageView.as_view(), name="retry_message"),
]
