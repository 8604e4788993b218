"""The pages of the demonstration: a Japanese tree, its English translation, and the site at this run's address."""

from typing import Any

from wagtail.models import Locale, Page, Site

from courses.models import Course
from lms.pages.models import CourseIndexPage, CoursePage, HomePage, StandardPage
from lms.standalone.demo import page_texts, page_texts_en

HOST = "127.0.0.1"


def make_site(course: Course, *, port: int) -> Site:
    """The site with its pages; texts that an editor changed stay."""
    home = _home(course)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = HOST, port, home
    site.site_name = "CS実務インストラクター養成（デモ）"
    site.save()
    Page.objects.filter(depth=2, slug="home", title__startswith="Welcome").exclude(pk=home.pk).delete()
    index = _child(home, CourseIndexPage, "courses", **page_texts.COURSES)
    _child(index, CoursePage, course.code, course=course, **page_texts.COURSE)
    for slug, fields in page_texts.STANDARD.items():
        _child(home, StandardPage, slug, **fields)
    _translate(home)
    for each in HomePage.objects.all():
        _lead_on(each)
    return site


def _home(course: Course) -> HomePage:
    japanese = Locale.objects.get_or_create(language_code="ja")[0]
    existing = HomePage.objects.filter(locale=japanese).first()
    if existing is not None:
        return existing
    home = HomePage(slug="top", locale=japanese, course=course, **page_texts.HOME)
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    return home


def _child(parent: Page, model: type[Page], slug: str, **fields: Any) -> Page:
    existing = model.objects.child_of(parent).filter(slug=slug).first()
    if existing is not None:
        return existing
    page = model(slug=slug, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _translate(home: Page) -> None:
    """English copies with English texts, parents before children."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    for page in home.get_descendants(inclusive=True).specific():
        if page.has_translation(english):
            continue
        copy = page.copy_for_translation(english)
        for name, value in page_texts_en.TEXTS.get(page.slug, {}).items():
            setattr(copy, name, value)
        copy.save_revision().publish()


def _lead_on(home: HomePage) -> None:
    """Buttons to the pages below a home page, in its language; made once."""
    if any(block.block_type == "buttons" for block in home.body):
        return
    pages = StandardPage.objects.child_of(home).live().order_by("path")
    home.body.append(("buttons", [{"label": page.title, "page": page.page_ptr, "url": ""} for page in pages]))
    home.save_revision().publish()
