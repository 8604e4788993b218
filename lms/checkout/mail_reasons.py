"""Why a mail exists, for whoever asks: the office at the desk, the reader on their page.

By the kind of the mail. A mail that is not listed here was written for the act that its text names.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.kernel.models import Message


@dataclass(frozen=True, slots=True)
class Reason:
    """`number` is that of the catalog of mails; `why` names the rule and what makes it apply."""

    number: str
    why: str | Promise


REASONS: dict[str, Reason] = {
    "cohorts.email.application_received": Reason("T01", _("An application was sent and a seat is held for it.")),
    "cohorts.email.application_under_review": Reason(
        "T02", _("An application was sent that the office has to look at before a seat can be held.")
    ),
    "cohorts.email.consultation_question": Reason(
        "T02", _("The office asked the applicant something before the purpose is accepted.")
    ),
    "cohorts.email.consultation_cleared": Reason("T02", _("The purpose was accepted after a consultation.")),
    "cohorts.email.consultation_lapsed": Reason(
        "T02", _("The applicant did not answer the office in time, or the course began, so the application ended.")
    ),
    "cohorts.email.placed_on_waitlist": Reason(
        "T07", _("All seats were taken, and a place on the waitlist was asked for.")
    ),
    "cohorts.email.seat_offered": Reason("T07", _("A seat came free and is held for the next person of the waitlist.")),
    "cohorts.email.offer_lapsed": Reason("T07", _("A seat that was offered was not taken in time.")),
    "cohorts.email.no_seat_came_free": Reason("T07", _("The waitlist closed before a seat came free.")),
    "cohorts.email.taken_off_waitlist": Reason("T07", _("The office ended a place on the waitlist.")),
    "cohorts.email.hold_withdrawn": Reason(
        "T10", _("An application was withdrawn, or the plan changed, before it was paid.")
    ),
    "cohorts.email.seat_given_up": Reason("T10", _("A seat that a company pays for ended.")),
    "checkout.email.canceled": Reason("T10", _("A seat was canceled; the mail goes to whoever paid.")),
    "checkout.email.postponed": Reason("T09", _("The office postponed the cohort.")),
    "checkout.email.asked_again": Reason("T09", _("A postponement was not answered in time.")),
    "checkout.email.postponement_taken_back": Reason("T09", _("The office took a postponement back.")),
    "checkout.email.called_off": Reason(
        "T09", _("The plan of the cohort changed, and the application was not paid for.")
    ),
    "checkout.email.moved": Reason("T11", _("A seat was moved to another cohort.")),
    "checkout.email.substituted": Reason("T11", _("A company sends somebody else to a seat.")),
    "checkout.email.company_order_paid": Reason("T06", _("The payment of a company arrived.")),
    "checkout.email.company_order_lapsed": Reason(
        "T05", _("The payment of a company did not come in time and its seats were given back.")
    ),
    "cohorts.email.data_request_received": Reason("T20", _("A request about personal data was received.")),
    "cohorts.email.data_request_answered": Reason("T20", _("A request about personal data was answered.")),
    "cohorts.email.login_changed": Reason("", _("The address for signing in was changed.")),
    "cohorts.email.profile_changed": Reason("", _("Registered details were changed.")),
    "inquiries.email.inquiry_arrived": Reason("", _("A question was sent through the form; the office is told.")),
    "cohorts.email.message_on_page": Reason("", _("The office wrote something that is read on the page only.")),
    "cohorts.email.review_cleared": Reason("T02", _("The office has looked at the application and cleared it.")),
    "cohorts.email.application_declined": Reason("T02", _("The office has declined the application.")),
    "checkout.email.voucher_issued": Reason("T04", _("The payment is to be made in cash at a convenience store.")),
    "checkout.email.group_received": Reason("T01", _("The contact of a company applied for several seats.")),
    "checkout.email.seat_reserved": Reason("T01", _("A company named the reader for one of its seats.")),
    "checkout.email.payment_reminder": Reason(
        "T05", _("It leaves the day before the last day to pay, while the order awaits payment.")
    ),
    "checkout.email.naming_reminder": Reason(
        "",
        _("It leaves a week before the last day to name people, while a paid or held seat of a company has no name."),
    ),
    "checkout.email.hold_reminder": Reason(
        "", _("It leaves some days before seats held for a company go back, while some of them are not applied for.")
    ),
    "checkout.email.company_postponed": Reason(
        "T09", _("The cohort was postponed, and the reader's company pays for seats.")
    ),
    "checkout.email.company_postponement_taken_back": Reason(
        "T09", _("A postponement was taken back, and the reader's company pays for seats.")
    ),
    "checkout.email.company_order_ended": Reason(
        "T09", _("The plan of the cohort changed, and an order of the reader's company was not paid for yet.")
    ),
    "checkout.email.hold_postponed": Reason("T09", _("The cohort was postponed, and seats are held for the company.")),
    "cohorts.email.accounts_merged": Reason(
        "", _("The office found two entries of the reader, each with an account, and made one of them.")
    ),
    "cohorts.email.seats_held": Reason("", _("The office held seats for the company of the reader.")),
    "cohorts.email.hold_changed": Reason("", _("The office changed what is held for the company of the reader.")),
    "cohorts.email.hold_released": Reason("", _("The office gave seats held for the company of the reader back.")),
    "cohorts.email.hold_lapsed": Reason(
        "", _("The time of seats held for the company of the reader was over before all were applied for.")
    ),
    "cohorts.email.hold_expired": Reason("T05", _("The payment did not come in time and the seat was given back.")),
    "cohorts.email.seat_confirmed": Reason(
        "T06", _("The payment arrived, or nothing was to pay: the seat is confirmed.")
    ),
    "checkout.email.joining_instructions": Reason(
        "T08",
        _(
            "It leaves two weeks before the first day to everybody with a confirmed seat, and again if days, venue or "
            "things to bring change after that."
        ),
    ),
    "checkout.email.fee_asked": Reason("T04", _("The office asked for a fee.")),
    "checkout.email.fee_paid": Reason("T06", _("The payment of a fee arrived.")),
    "checkout.email.fee_withdrawn": Reason("T04", _("A fee is no longer asked for.")),
    "checkout.email.quote_asked_for": Reason("T17", _("The contact of a company asked for a quote over seats.")),
    "checkout.email.quote_sent": Reason("T17", _("The office sent a quote, or a contact asked for one.")),
    "checkout.email.quote_reminder": Reason(
        "T17", _("It leaves some business days before a quote ends, while nobody has answered it.")
    ),
    "checkout.email.quote_accepted": Reason("T17", _("A quote was accepted; its invoice follows.")),
    "checkout.email.quote_invoiced": Reason("T17", _("An accepted quote was invoiced.")),
    "checkout.email.quote_paid": Reason("T06", _("The payment of what was quoted arrived.")),
    "checkout.email.cohort_decided": Reason("N02", _("Dates, venue and fee were decided; news was asked for.")),
    "checkout.email.applications_open": Reason("N02", _("Applications opened; news was asked for.")),
    "cohorts.email.interest_registered": Reason("N02", _("News was asked for; the address has to be confirmed.")),
    "cohorts.email.evaluator_assigned": Reason("T18", _("An evaluation was assigned.")),
    "cohorts.email.submission_received": Reason("", _("The reader handed in the designated assignment.")),
    "cohorts.email.late_submission_asked": Reason("", _("The reader asked to hand the assignment in late.")),
    "cohorts.email.late_submission_accepted": Reason("", _("The office accepted a late assignment.")),
    "cohorts.email.late_submission_refused": Reason("", _("The office refused a late assignment.")),
    "cohorts.email.results_released": Reason("T13", _("The office released the results of the evaluation.")),
    "cohorts.email.case_waiting": Reason("T14", _("The evaluation is complete and a requirement is still open.")),
    "cohorts.email.case_ready": Reason("T14", _("All requirements are met and the case awaits the decision.")),
    "cohorts.email.specialist_not_passed": Reason(
        "T14", _("The Specialist level was not passed, so the certification cannot be decided.")
    ),
    "cohorts.email.license_issued": Reason("T15", _("The certification was decided and the license issued.")),
    "cohorts.email.planned_release_stopped": Reason("T13", _("Results that were to be released were not.")),
    "cohorts.email.proof_ready": Reason("T15", _("The proof of the certificate was corrected.")),
    "cohorts.email.reissue_proof": Reason("T15", _("A certificate is to be printed anew under another name.")),
    "cohorts.email.proof_passed_over": Reason("T15", _("The certificate was printed without an approval.")),
    "cohorts.email.not_certified": Reason("T15", _("The certification was decided.")),
    "cohorts.email.license_suspended": Reason("T16", _("The license was suspended.")),
    "cohorts.email.license_reinstated": Reason("T16", _("The license was reinstated.")),
    "cohorts.email.license_revoked": Reason("T16", _("The license was revoked.")),
    "cohorts.email.license_surrendered": Reason("T16", _("The license was surrendered.")),
    "desk.email.written": Reason("", _("The office wrote to these participants.")),
    "desk.email.joining_again": Reason("T08", _("The office sent the mail before the first day once more.")),
    "inquiries.email.inquiry_received": Reason("", _("A question was sent through the form.")),
    "account.email": Reason("", _("Something was asked for on the pages of the account.")),
}
LETTER_NAMES = {
    "checkout.email.joining_instructions": _("Before the first day"),
    "checkout.email.payment_reminder": _("Reminder of the payment"),
    "checkout.email.naming_reminder": _("Reminder to name people"),
    "checkout.email.hold_reminder": _("Reminder of seats held"),
    "checkout.email.quote_reminder": _("Reminder of a quote"),
}
UNLISTED = Reason("", _("An act that the text names caused it."))
TAKEN_BACK = {
    "not_called_for": _("Nothing calls for it any more: a seat, a date or a payment has changed."),
    "too_late": _("It would have come too late."),
    "true_again": _("What was written before is true again."),
}


def reason_for(message: Message) -> Reason:
    return REASONS.get(message.kind, UNLISTED)
