"""The proof of a certificate, what the public register shows, and what a reissue costs."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from cohorts import certificate as drawing
from cohorts.actions.certificate import CertificateNameUndrawable, NotPrintedYet
from cohorts.actions.consent import withdraw_consent
from cohorts.actions.proof import (
    HolderHasTime,
    LettersUnknown,
    NothingToCorrect,
    ProofHasChanged,
    ReasonNeeded,
    answer_correction,
    approve_proof,
    ask_for_correction,
    choose_letters,
    pass_over_proof,
)
from cohorts.actions.register import choose_register
from cohorts.actions.reissue import ReissueWaits, begin_reissue, carry_out_reissue, withdraw_reissue
from cohorts.models import CertificateProof, Consent, License, LicenseCertificate, Person
from cohorts.register import TEXT_VERSION, Choice, choice_of
from cohorts.reissue_terms import Cause, Grounds, Terms, terms_of
from cohorts.verification import verify
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.models import Message
from lms.portal.license_page import facts_of_proof
from tests.factories.certification import NOW, OFFICE, licensed, with_proof
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

HOLDER = Actor.process("holder")
BY = {"by": HOLDER, "now": NOW}
DAY = jst_date(NOW)
Lettering = CertificateProof.Lettering
A, B = ("髙橋 美咲", "TAKAHASHI Misaki"), ("高橋 美咲", "TAKAHASHI Misaki")


def latin(license_):
    """The holder's name is registered in Latin letters too, before the proof is looked at."""
    Person.objects.filter(pk=license_.person_id).update(family_romaji="Takahashi", given_romaji="Misaki")
    return License.objects.get(pk=license_.pk)


def proof_of(license_):
    return license_.proofs.order_by("-version")[0]


def states(license_):
    return list(license_.proofs.order_by("version").values_list("name", "second_line", "status"))


# The proof


def test_j1_19_the_license_is_valid_at_once_and_only_its_certificate_waits_for_the_proof():
    license_ = with_proof()
    assert verify(license_.number, "", DAY).is_valid
    assert LicenseCertificate.objects.count() == 0
    proof = proof_of(license_)
    assert (proof.version, proof.name, proof.status, proof.due_on) == (
        1,
        "髙橋 美咲",
        "waiting",
        DAY + timedelta(days=14),
    )
    approve_proof(proof, by=HOLDER, now=NOW + timedelta(days=2))
    approved = proof_of(license_)
    assert (approved.status, approved.answered_at) == ("approved", NOW + timedelta(days=2))
    assert license_.certificates.get().facts["holder_name"] == "髙橋 美咲"


def test_j1_19_a_correction_makes_a_further_version_that_is_approved_in_its_turn():
    license_ = with_proof()
    first = proof_of(license_)
    with pytest.raises(NothingToCorrect):
        ask_for_correction(first, wish="  ", **BY)
    ask_for_correction(first, wish="「髙」ではなく「高」です。", **BY)
    with pytest.raises(ProofHasChanged):
        approve_proof(first, **BY)
    answer_correction(
        proof_of(license_), name="高橋 美咲", lettering=Lettering.WRITTEN, remark="直しました。", by=OFFICE, now=NOW
    )
    mail = Message.objects.get(kind="cohorts.email.proof_ready")
    assert ["高橋 美咲" in mail.body, "直しました。" in mail.body] == [True, True]
    approve_proof(proof_of(license_), **BY)
    assert states(license_) == [("髙橋 美咲", "", "replaced"), ("高橋 美咲", "", "approved")]
    license_.refresh_from_db()
    assert (license_.holder_name, license_.certificates.get().facts["holder_name"]) == ("高橋 美咲", "高橋 美咲")


def test_a_version_that_was_replaced_is_not_approved_unseen():
    license_ = latin(with_proof())
    seen = proof_of(license_)
    choose_letters(seen, Lettering.LATIN, **BY)
    with pytest.raises(ProofHasChanged):
        approve_proof(seen, **BY)
    assert LicenseCertificate.objects.count() == 0


@pytest.mark.parametrize(
    "lettering,lines",
    [
        (Lettering.BOTH, ("髙橋 美咲", "TAKAHASHI Misaki")),
        (Lettering.LATIN, ("TAKAHASHI Misaki", "")),
    ],
)
def test_j7_13_the_certificate_bears_the_letters_that_were_chosen(lettering, lines):
    license_ = latin(with_proof())
    choose_letters(proof_of(license_), lettering, **BY)
    approve_proof(proof_of(license_), **BY)
    facts = license_.certificates.get().facts
    assert (facts["holder_name"], facts["holder_romaji"]) == lines
    for typed in ("髙橋 美咲", "Takahashi Misaki"):
        assert verify(license_.number, typed, DAY).name_matches


def test_j7_13_going_back_to_kanji_keeps_what_the_office_corrected():
    license_ = latin(with_proof())
    ask_for_correction(proof_of(license_), wish="字が違います", **BY)
    answer_correction(proof_of(license_), name="髙𫞂 美咲", lettering=Lettering.WRITTEN, by=OFFICE, now=NOW)
    choose_letters(proof_of(license_), Lettering.LATIN, **BY)
    choose_letters(proof_of(license_), Lettering.BOTH, **BY)
    assert proof_of(license_).lines == ("髙𫞂 美咲", "TAKAHASHI Misaki")


def test_letters_that_are_not_registered_cannot_be_chosen():
    with pytest.raises(LettersUnknown):
        choose_letters(proof_of(with_proof()), Lettering.LATIN, **BY)


def test_a_correction_no_font_can_draw_is_refused_and_the_wish_stays():
    license_ = with_proof()
    ask_for_correction(proof_of(license_), wish="絵文字で", **BY)
    with pytest.raises(CertificateNameUndrawable):
        answer_correction(proof_of(license_), name="😀", lettering=Lettering.WRITTEN, by=OFFICE, now=NOW)
    assert states(license_) == [("髙橋 美咲", "", "correction")]


def test_j1_19_the_office_prints_without_an_approval_only_when_the_time_is_over_and_says_why():
    license_ = with_proof()
    Person.objects.filter(pk=license_.person_id).update(user=UserFactory())
    last_moment, over = NOW + timedelta(days=14), NOW + timedelta(days=15)
    today = jst_date(over)
    with pytest.raises(HolderHasTime):
        pass_over_proof(proof_of(license_), reason="回答なし", by=OFFICE, now=last_moment)
    assert not CertificateProof.objects.with_the_office(jst_date(last_moment)).exists()
    assert CertificateProof.objects.with_the_office(today).get() == proof_of(license_)
    with pytest.raises(ReasonNeeded):
        pass_over_proof(proof_of(license_), reason=" ", by=OFFICE, now=over)
    pass_over_proof(proof_of(license_), reason="期限までに回答なし", by=OFFICE, now=over)
    assert license_.certificates.count() == 1
    assert "期限までに回答なし" in Message.objects.get(kind="cohorts.email.proof_passed_over").body
    assert not CertificateProof.objects.with_the_office(today).exists()


def test_a_license_has_one_open_proof():
    license_ = with_proof()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateProof.objects.create(
            license=license_, version=2, lettering="written", name="x", due_on=DAY, made_at=NOW
        )


def test_the_proof_says_on_both_sides_that_it_is_none():
    facts = facts_of_proof(proof_of(with_proof()))
    marked = [page.extract_text() for page in PdfReader(BytesIO(drawing.draw_proof(facts))).pages]
    printed = [page.extract_text() for page in PdfReader(BytesIO(drawing.draw(facts))).pages]
    assert [("校正" in text, "NOT VALID" in text) for text in marked] == [(True, True)] * 2
    assert [("校正" in text, "NOT VALID" in text) for text in printed] == [(False, False)] * 2
    assert drawing.picture_of_proof(facts).startswith(b"\x89PNG")


# The public register


def consents(license_):
    rows = Consent.objects.filter(person=license_.person, text__in=Consent.REGISTER).order_by("pk")
    return [(row.text, row.version, row.withdrawn_at is None) for row in rows]


def choose(license_, *, now=NOW, **choice):
    return choose_register(license_, Choice(**choice), source=Consent.Source.MY_PAGE, by=HOLDER, now=now)


def test_j1_19_nothing_of_the_holder_is_public_until_they_choose_it_and_each_choice_is_a_consent():
    license_ = licensed()
    found = verify(license_.number, "", DAY)
    assert (found.holder_name, found.prefecture, found.employer, consents(license_)) == (None, None, None, [])
    choose(license_, name=True, prefecture="愛知県")
    found = verify(license_.number, "", DAY)
    assert (found.holder_name, found.prefecture, found.employer) == ("髙橋 美咲", "愛知県", None)
    assert consents(license_) == [("register_name", TEXT_VERSION, True), ("register_prefecture", TEXT_VERSION, True)]


def test_j1_19_a_choice_taken_back_and_given_again_is_three_moments_on_file():
    license_ = licensed(name=True)
    choose(license_, now=NOW + timedelta(days=1))
    assert verify(license_.number, "", DAY).holder_name is None
    choose(license_, name=True, now=NOW + timedelta(days=2))
    choose(license_, name=True, now=NOW + timedelta(days=3))
    assert consents(license_) == [("register_name", TEXT_VERSION, False), ("register_name", TEXT_VERSION, True)]
    assert Consent.objects.standing().get(text="register_name").given_at == NOW + timedelta(days=2)


def test_a_consent_withdrawn_among_personal_data_hides_at_once_what_rests_on_it():
    license_ = licensed(name=True, listed=True, prefecture="愛知県")
    withdraw_consent(Consent.objects.get(text="register_name"), **BY)
    license_.refresh_from_db()
    assert choice_of(license_) == Choice(prefecture="愛知県")
    assert not License.objects.listed_on(DAY).exists()


def test_a_former_name_stands_behind_the_name_and_never_alone():
    license_ = licensed(former_name=True)
    Person.objects.update(former_family_name="佐藤")
    assert verify(license_.number, "", DAY).holder_name is None
    choose(license_, name=True, former_name=True)
    assert verify(license_.number, "", DAY).holder_name == "髙橋 美咲（旧姓 佐藤）"


# What a reissue costs


@pytest.mark.parametrize(
    "cause,printed,approved,terms",
    [
        (Cause.WRONG, A, None, Terms(True, Grounds.NEVER_APPROVED)),
        (Cause.WRONG, A, B, Terms(True, Grounds.PRINTED_OTHERWISE)),
        (Cause.WRONG, A, (A[0], ""), Terms(True, Grounds.PRINTED_OTHERWISE)),
        (Cause.WRONG, A, A, Terms(False, Grounds.APPROVED_SO)),
        (Cause.CHANGED, A, A, Terms(False, Grounds.NOT_OUR_DOING)),
        (Cause.CHANGED, A, None, Terms(False, Grounds.NOT_OUR_DOING)),
        (Cause.LOST, A, None, Terms(False, Grounds.NOT_OUR_DOING)),
    ],
)
def test_j1_21_a_wrong_name_is_paid_for_only_where_its_holder_had_approved_it(cause, printed, approved, terms):
    assert terms_of(cause, printed=printed, approved=approved) == terms


def begin(license_, cause="wrong", **fields):
    fields = {"name": "高橋 美咲", "reason": "訂正", **fields}
    return begin_reissue(license_, cause=cause, by=OFFICE, now=NOW, **fields)


def test_j1_21_a_wrong_name_after_an_approved_proof_waits_for_its_fee():
    license_ = licensed()
    reissue = begin(license_)
    assert (reissue.is_free, reissue.grounds, reissue.status) == (False, "approved_so", "awaiting_fee")
    with pytest.raises(ReissueWaits):
        begin(license_)
    assert license_.certificates.current().get().serial == 1
    reissue = carry_out_reissue(reissue, **BY)
    assert (reissue.status, license_.certificates.current().get().serial) == ("proofing", 1)
    approve_proof(proof_of(license_), **BY)
    assert license_.certificates.current().get().facts["holder_name"] == "高橋 美咲"


def test_j1_21_without_an_approved_proof_it_is_printed_anew_free_of_charge():
    license_ = with_proof()
    with pytest.raises(NotPrintedYet):
        begin(license_)
    pass_over_proof(proof_of(license_), reason="回答なし", by=OFFICE, now=NOW + timedelta(days=15))
    reissue = begin(license_)
    assert (reissue.is_free, reissue.grounds, reissue.status) == (True, "never_approved", "proofing")
    assert license_.certificates.current().get().serial == 1


def test_j1_21_what_the_office_printed_otherwise_than_approved_is_its_own_affair():
    license_ = licensed()
    printed = license_.certificates.get()
    LicenseCertificate.objects.filter(pk=printed.pk).update(facts={**printed.facts, "holder_name": "高橋 美先"})
    assert begin(license_).grounds == "printed_otherwise"


# The proof of a reissue


def printed(license_):
    facts = license_.certificates.current().get().facts
    return facts["holder_name"], facts["holder_romaji"], license_.certificates.count()


def test_the_name_as_it_was_printed_is_printed_again_at_once():
    license_ = licensed()
    before = printed(license_)
    reissue = begin(license_, cause="lost", name=f" {before[0]} ", fee_let_go="郵便事故のため")
    assert (reissue.status, reissue.settled_at) == ("done", NOW)
    assert printed(license_) == (*before[:2], 2)
    assert not license_.proofs.open().exists()
    assert not Message.objects.filter(kind="cohorts.email.reissue_proof").exists()


def test_j1_19_another_name_is_printed_once_its_holder_approved_it():
    license_ = licensed()
    before = printed(license_)
    reissue = begin(license_, name="高橋 美先", fee_let_go="当方の誤り")
    assert (reissue.status, reissue.settled_at, printed(license_)) == ("proofing", None, before)
    mail = Message.objects.get(kind="cohorts.email.reissue_proof")
    assert ["高橋 美先" in mail.body, "承認" in mail.body] == [True, True]
    with pytest.raises(ReissueWaits):
        begin(license_)
    approve_proof(proof_of(license_), **BY)
    reissue.refresh_from_db()
    license_.refresh_from_db()
    assert (reissue.status, reissue.settled_at, license_.holder_name) == ("done", NOW, "高橋 美先")
    assert printed(license_) == ("高橋 美先", before[1], 2)


def test_what_the_holder_corrects_is_what_is_printed_and_kept():
    license_ = licensed()
    reissue = begin(license_, name="高橋 美先", fee_let_go="当方の誤り")
    ask_for_correction(proof_of(license_), wish="「美咲」です", **BY)
    answer_correction(proof_of(license_), name="高橋 美咲", lettering=Lettering.WRITTEN, **BY)
    approve_proof(proof_of(license_), **BY)
    reissue.refresh_from_db()
    assert (reissue.name, printed(license_)) == ("高橋 美咲", ("高橋 美咲", "", 2))


def test_letters_below_the_name_that_changed_are_another_name():
    license_ = licensed()
    name = printed(license_)[0]
    type(license_.person).objects.filter(pk=license_.person_id).update(family_romaji="TAKAHASHI", given_romaji="Misako")
    reissue = begin(license_, cause="lost", name=name, fee_let_go="郵便事故のため")
    assert reissue.status == ("proofing" if printed(license_)[1] else "done")


def test_a_holder_who_does_not_answer_gets_the_new_certificate_without_an_approval():
    license_ = licensed()
    reissue = begin(license_, name="高橋 美先", fee_let_go="当方の誤り")
    pass_over_proof(proof_of(license_), reason="回答なし", by=OFFICE, now=NOW + timedelta(days=15))
    reissue.refresh_from_db()
    assert (reissue.status, printed(license_)[0]) == ("done", "高橋 美先")


def test_a_fee_let_go_is_kept_with_its_reason():
    reissue = begin(licensed(), cause="lost", fee_let_go="郵便事故のため")
    assert (reissue.is_free, reissue.grounds, reissue.reason) == (True, "let_go", "訂正\n郵便事故のため")


def test_a_reissue_that_is_withdrawn_prints_nothing():
    license_ = licensed()
    withdraw_reissue(begin(license_), **BY)
    assert not license_.proofs.open().exists()
    assert license_.certificates.get().serial == 1
