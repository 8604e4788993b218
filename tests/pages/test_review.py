"""Draft, review, publication: an editor writes, the secretariat decides, beat publishes what was scheduled."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage

from lms.pages.models import StandardPage
from lms.pages.tasks import publish_scheduled
from tests.cast import create
from tests.factories.pages import site_with_home
from tests.pages.test_content_check import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    call_command("setup_roles", verbosity=0)
    return site_with_home()


def member(role, group):
    user = create(role)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(home):
    return member("stranger", "編集者")


@pytest.fixture
def office(home):
    return member("contact", "事務局")


def send_in(client, editor, home, **fields):
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:add", args=["lms_pages", "standardpage", home.pk])
    client.post(url, posted(**{"action-submit": "1", **fields}))
    return StandardPage.objects.get()


def approve(client, office, page):
    client.force_login(office)
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    client.post(url, {"comment": ""})
    page.refresh_from_db()


def test_an_editor_cannot_publish_but_the_secretariat_can(editor, office, home):
    assert home.permissions_for_user(editor).can_publish() is False
    assert home.permissions_for_user(editor).can_edit() is True
    assert home.permissions_for_user(office).can_publish() is True


def test_a_page_sent_in_waits_until_it_is_approved(client, editor, office, home):
    page = send_in(client, editor, home)
    assert page.live is False
    assert client.get("/about/").status_code == 404
    approve(client, office, page)
    assert page.live is True
    assert client.get("/about/").status_code == 200


def test_the_mails_of_the_review_are_japanese(client, editor, office, home):
    page = send_in(client, editor, home)
    asked = [each for each in mail.outbox if each.to == [office.email]]
    assert [each.subject for each in asked] == ["ページ「案内」が承認ステージ「公開前の確認」に提出されました"]
    approve(client, office, page)
    answered = [each for each in mail.outbox if each.to == [editor.email]]
    assert [each.subject for each in answered] == ["ページ「案内」が「公開前の確認」で承認されました。"]
    lines = [line.strip() for each in [*asked, *answered] for line in each.body.splitlines()]
    assert [line for line in lines if line.isascii() and " " in line] == []


def test_changes_can_be_asked_for_with_a_comment(client, editor, office, home):
    page = send_in(client, editor, home)
    client.force_login(office)
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", page.current_workflow_task_state.pk])
    client.post(url, {"comment": "見出しを短くしてください。"})
    page.refresh_from_db()
    assert page.live is False
    assert [("見出しを短くしてください。" in each.body) for each in mail.outbox if each.to == [editor.email]] == [True]


def let_the_time_come(revision):
    """As if a day had passed: the moment stands in the revision and beside it."""
    moment = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = moment.isoformat()
    revision.approved_go_live_at = moment
    revision.save()


def test_an_approved_page_with_a_date_is_published_when_its_time_has_come(client, editor, office, home):
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    page = send_in(client, editor, home, go_live_at=later)
    approve(client, office, page)
    assert page.live is False
    publish_scheduled()
    assert client.get("/about/").status_code == 404
    let_the_time_come(page.scheduled_revision)
    publish_scheduled()
    assert client.get("/about/").status_code == 200


def test_setting_up_again_changes_nothing_and_keeps_what_staff_chose(home):
    own = Workflow.objects.create(name="広報の確認")
    WorkflowPage.objects.update(workflow=own)
    before = GroupPagePermission.objects.count(), Workflow.objects.count()
    call_command("setup_roles", verbosity=0)
    assert (GroupPagePermission.objects.count(), Workflow.objects.count()) == before
    assert Page.get_first_root_node().get_workflow() == own
