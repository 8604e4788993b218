"""A new course from curriculum to published page, in the admin: every date and every fee is typed exactly once."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from cohorts.models import Cohort, SeatPool, Venue
from courses.models import Course
from lms.pages.models import CourseIndexPage, CoursePage
from payments.models import CancellationPolicy
from tests.browser.steps import carry_out
from tests.cast import create
from tests.factories.pages import site_with_home
from tests.factories.scheme import full_scheme

pytestmark = pytest.mark.timeout(400)  # some thirty screens of the admin
CLOCK = "2026-12-10T10:00:00+09:00"


class Typed:
    """Fills fields by name and remembers what was typed, so that nothing is typed twice."""

    def __init__(self) -> None:
        self.values: list[str] = []

    def __call__(self, page, **fields: str) -> None:
        for name, value in fields.items():
            box = page.locator(f"[name='{name.replace('__', '-')}']")
            box.fill(value)
            self.values.append(value)
            if re.match(r"\d{4}-|\d\d:", value):
                put_the_calendar_away(page)


def put_the_calendar_away(page):
    """A calendar or clock opens under the field and covers what follows until one clicks elsewhere."""
    opened = page.locator(".xdsoft_datetimepicker:visible")
    opened.wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    page.mouse.click(760, 8)
    opened.wait_for(state="hidden")


def save(page):
    before = page.url
    page.locator("main form button[type=submit], footer button[type=submit]").filter(visible=True).first.click()
    page.wait_for_url(lambda url: url != before)


def choose(page, field, title):
    """The chooser of a row, in its window."""
    page.locator(f"#{field}-chooser").get_by_role("button").filter(visible=True).first.click()
    page.get_by_role("dialog").get_by_role("link", name=title).first.click()
    page.get_by_role("dialog").wait_for(state="hidden")


def prepared(site):
    with site.rows():
        call_command("setup_roles", verbosity=0)
        people = {}
        for role, group in (("secretariat", "事務局"), ("stranger", "編集者")):
            people[group] = create(role)
            people[group].groups.add(Group.objects.get(name=group))
        site_with_home().add_child(instance=CourseIndexPage(title="講座", slug="courses"))
        Venue.objects.create(name="研修センター 第1研修室", address="東京都見本区見本1-2-3")
        CancellationPolicy.objects.create(
            name="公開講座", version=1, text="お申し出の日により、キャンセル料をいただきます。"
        )
    return people


def picture(page, look, name):
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=look.folder / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def make_course(page, typed):
    page.goto("/cms/snippets/lms_courses/course/add/")
    typed(page, title="接客リーダー養成講座", code="service-leader", summary="現場の手本になる二日間です。")
    save(page)


def make_curriculum(page, typed, look, course):
    page.goto("/cms/snippets/lms_courses/curriculum/add/")
    choose(page, "id_course", course.title)
    typed(page, title="初版")
    page.locator("[name=is_current]").check()
    page.locator("#id_days-ADD").click()
    typed(page, days__0__opens_at="10:00", days__0__closes_at="17:00")
    page.locator("#id_days-0-sessions-ADD").click()
    page.locator("[name='days-0-sessions-0-half']").select_option("morning")
    typed(page, days__0__sessions__0__title="手本を言葉にする")
    picture(page, look, "cms-curriculum")
    save(page)


def make_cohort(page, typed, look, course):
    page.goto("/cms/desk/cohorts/new/")
    typed(page, title="第1回 接客リーダー養成講座", code="leader-1", fiscal_year="2026")
    choose(page, "id_course", course.title)
    choose(page, "id_scheme_version", course.title)
    save(page)


def test_a_course_page_is_built_without_typing_anything_twice(site, new_page, look, guard):
    guard.expect("status of 400")  # Wagtail's own saving of drafts while somebody types, of a page half filled in
    guard.expect("status of 404")
    people = prepared(site)
    office, typed = new_page(people["事務局"]), Typed()

    make_course(office, typed)
    with site.rows():
        course = Course.objects.get()
        full_scheme(course=course)
    make_curriculum(office, typed, look, course)
    make_cohort(office, typed, look, course)
    with site.rows():
        cohort = Cohort.objects.get()
    board = f"/cms/desk/cohorts/{cohort.pk}"
    office.goto(f"{board}/schedule/")
    carry_out(office)
    office.goto(f"{board}/dates/")
    typed(office, day_1="2027-02-18")
    carry_out(office)
    office.goto(f"{board}/venue/")
    office.locator("[name=venue]").select_option(index=1)
    carry_out(office)
    office.goto(f"{board}/period/")
    typed(office, applications_open_at="2026-12-01 00:00", application_deadline_at="2027-02-01 00:00")
    carry_out(office)
    office.goto(f"{board}/seats/")
    office.get_by_label("認定コース").check()
    typed(office, capacity="12")
    carry_out(office)
    with site.rows():
        pool = SeatPool.objects.get()

    office.goto("/cms/desk/offers/new/")
    typed(office, label="早期割引", percent="20", starts_at="2026-12-05 00:00", ends_at="2026-12-31")
    save(office)
    office.goto("/cms/desk/fees/new/")
    office.locator("[name=pool]").select_option(str(pool.pk))
    typed(office, list_price_jpy="88000")
    office.get_by_label("早期割引").check()
    office.locator("[name=policy]").select_option(index=1)
    picture(office, look, "cms-fee")
    save(office)
    office.goto(f"{board}/open/")
    carry_out(office)
    office.goto(f"/cms/desk/cohorts/inspect/{cohort.pk}/")
    picture(office, look, "cms-board")

    editor = new_page(people["編集者"])
    build_page(editor, look, site, course)
    assert new_page().goto("/courses/leader/").status == 404

    with site.rows():
        page = CoursePage.objects.get()
    approve(office, page, look)
    visitor = new_page()
    visitor.goto("/courses/leader/")
    look(visitor, "cms-published")
    words = visitor.inner_text("main")
    for shown in (
        "2027年2月18日（木）",
        "研修センター 第1研修室",
        "70,400円",
        "88,000円",
        "2026年12月31日",
        "手本を言葉にする",
    ):
        assert shown in words, shown
    assert typed.values == list(dict.fromkeys(typed.values))


def at_rest(page):
    """Wagtail's form saves itself half a second after the last change and draws parts of itself anew: wait for it."""
    page.wait_for_timeout(1_000)
    page.locator("#w-autosave-indicator:not([data-w-autosave-state-value=saving])").wait_for(state="attached")


def build_page(editor, look, site, course):
    """The editor writes words and chooses the course; dates, venue and fees come with it."""
    with site.rows():
        index = CourseIndexPage.objects.get()
    editor.goto(f"/cms/pages/add/lms_pages/coursepage/{index.pk}/")
    editor.locator("[name=title]").fill("接客リーダー養成講座")
    choose(editor, "id_course", course.title)
    for number, block in enumerate(("実施中の割引", "次の開催回")):
        at_rest(editor)
        editor.locator(".c-sf-add-button").nth(number).click()
        editor.get_by_role("option", name=block).click()
    editor.get_by_role("tab", name="プロモート").click()
    editor.locator("[name=slug]").fill("leader")
    picture(editor, look, "cms-editor")
    at_rest(editor)
    editor.get_by_role("button", name="他のアクション").click()
    with editor.expect_navigation():
        editor.get_by_role("button", name="公開前の確認に提出する").click()


def approve(office, page, look):
    office.goto(f"/cms/pages/{page.pk}/edit/")
    picture(office, look, "cms-review")
    at_rest(office)
    office.get_by_role("button", name="他のアクション").click()
    with office.expect_navigation():
        office.get_by_role("button", name="承認と公開", exact=True).click()
