from datetime import datetime

import pytest
from wagtail.models import ModelLogEntry

from lms.inquiries.actions.inquiry import (
    NothingWritten,
    StatusHasChanged,
    answer_inquiry,
    close_inquiry,
    mark_as_spam,
    note_on_inquiry,
    take_inquiry,
)
from lms.inquiries.models import Inquiry
from lms.kernel.actor import Actor
from tests.factories.inquiries import InquiryFactory

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-01-15T10:00:00+09:00")
OFFICE = Actor.process("office")
Status = Inquiry.Status


def test_somebody_takes_an_inquiry_and_a_colleague_takes_over(secretariat, decider):
    inquiry = take_inquiry(InquiryFactory(), owner=secretariat, by=Actor.person(secretariat))
    assert (inquiry.status, inquiry.owner) == (Status.IN_PROGRESS, secretariat)
    assert take_inquiry(inquiry, owner=decider, by=Actor.person(decider)).owner == decider
    assert ModelLogEntry.objects.filter(action="lms_inquiries.take_inquiry").count() == 2


def test_an_answer_is_kept_and_whoever_gave_it_is_in_charge(secretariat):
    inquiry = answer_inquiry(InquiryFactory(), text=" 2月です。 ", by=Actor.person(secretariat), now=NOW)
    note = inquiry.notes.get()
    assert (inquiry.status, inquiry.owner) == (Status.ANSWERED, secretariat)
    assert (note.text, note.is_answer, note.author) == ("2月です。", True, secretariat)


def test_a_note_changes_nothing_else():
    inquiry = InquiryFactory()
    note_on_inquiry(inquiry, text="電話で確認", by=OFFICE, now=NOW)
    inquiry.refresh_from_db()
    assert inquiry.status == Status.NEW
    assert not inquiry.notes.get().is_answer


@pytest.mark.parametrize("act", [answer_inquiry, note_on_inquiry])
def test_nothing_is_no_note(act):
    inquiry = InquiryFactory()
    with pytest.raises(NothingWritten):
        act(inquiry, text="  ", by=OFFICE, now=NOW)
    inquiry.refresh_from_db()
    assert inquiry.status == Status.NEW


ACTS = {
    Status.IN_PROGRESS: lambda inquiry, user: take_inquiry(inquiry, owner=user, by=OFFICE),
    Status.ANSWERED: lambda inquiry, _user: answer_inquiry(inquiry, text="x", by=OFFICE, now=NOW),
    Status.CLOSED: lambda inquiry, _user: close_inquiry(inquiry, by=OFFICE),
    Status.SPAM: lambda inquiry, _user: mark_as_spam(inquiry, by=OFFICE),
}


@pytest.mark.parametrize("after", ACTS)
@pytest.mark.parametrize("before", Status)
def test_only_the_known_steps_are_possible(before, after, secretariat):
    inquiry = InquiryFactory(status=before)
    if after in Inquiry.NEXT[before] or before == after == Status.IN_PROGRESS:
        assert ACTS[after](inquiry, secretariat).status == after
    else:
        with pytest.raises(StatusHasChanged):
            ACTS[after](inquiry, secretariat)
        inquiry.refresh_from_db()
        assert inquiry.status == before
        assert not inquiry.notes.exists()


def test_who_comes_too_late_learns_it(secretariat):
    stale = InquiryFactory()
    Inquiry.objects.update(status=Status.SPAM)
    with pytest.raises(StatusHasChanged):
        close_inquiry(stale, by=OFFICE)
