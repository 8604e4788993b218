"""What visitors find without an account: the schedule, calendars, feeds and the search."""

from django.urls import path

from lms.catalogue.search.views import search
from lms.catalogue.views import calendars, interest, schedule

app_name = "lms_catalogue"
urlpatterns = [
    path("search/", search, name="search"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("schedule.ics", calendars.schedule_calendar, name="schedule_calendar"),
    path("schedule/courses/<slug:code>.ics", calendars.course_calendar, name="course_calendar"),
    path("schedule/<slug:code>/", schedule.cohort, name="cohort"),
    path("schedule/<slug:code>.ics", calendars.cohort_calendar, name="cohort_calendar"),
    path("schedule/<slug:code>/interest/", interest.interest, name="interest"),
    path("interest/courses/<slug:code>/", interest.course_interest, name="course_interest"),
    path("interest/sent/", interest.interest_sent, name="interest_sent"),
    path("interest/<str:token>/", interest.interest_answer, name="interest_answer"),
    path("interest/<str:token>/confirm/", interest.interest_confirm, name="interest_confirm"),
    path("interest/<str:token>/withdraw/", interest.interest_withdraw, name="interest_withdraw"),
]
