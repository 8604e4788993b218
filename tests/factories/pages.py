from wagtail.models import Page, Site

from lms.pages.models import CourseIndexPage, CoursePage, HomePage


def site_with_home(**fields: object) -> HomePage:
    """A home page that the default site serves under /."""
    root = Page.objects.get(depth=1)
    home = root.add_child(
        instance=HomePage(**{"title": "ホーム", "slug": "front", "headline": "教えられる人へ", **fields})
    )
    Site.objects.filter(is_default_site=True).update(root_page=home)
    Site.clear_site_root_paths_cache()
    return home


def course_page(course: object, **fields: object) -> CoursePage:
    """A course page under /courses/, with the home page and the list of courses above it."""
    home = site_with_home(course=course)
    listing = home.add_child(instance=CourseIndexPage(title="講座", slug="courses"))
    return listing.add_child(
        instance=CoursePage(**{"title": "養成講座", "slug": "instructor", "course": course, **fields})
    )
