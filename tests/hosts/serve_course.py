"""Runs inside the host: publishes a course and prints what a visitor is served, as JSON."""

import json
from datetime import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from courses.models import Course, Curriculum, CurriculumDay, CurriculumSession  # noqa: E402
from lms.pages.models import CourseIndexPage, CoursePage, HomePage  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver", "localhost"]
course = Course.objects.create(code="host", title="Practical instructor course")
curriculum = Curriculum.objects.create(course=course, title="Two days", is_current=True)
for position, title in enumerate(["Reading a case", "Leading a workshop"]):
    day = CurriculumDay.objects.create(curriculum=curriculum, position=position, opens_at=time(10), closes_at=time(17))
    CurriculumSession.objects.create(day=day, half="morning", title=title)

home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Training", slug="training", headline="Training"))
index = home.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))
index.add_child(instance=CoursePage(title=course.title, slug="instructors", course=course))
site = Site.objects.get()
site.root_page = home
site.save()

answers = {path: Client().get(path) for path in ("/", "/courses/", "/courses/instructors/")}
print(
    json.dumps(
        {
            "django": django.VERSION[:2],
            "statuses": {path: answer.status_code for path, answer in answers.items()},
            "html": answers["/courses/instructors/"].content.decode(),
        }
    )
)
