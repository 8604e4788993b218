"""What visitors find without an account: the schedule, calendars, feeds and the search."""

from django.urls import URLPattern, URLResolver

app_name = "lms_catalogue"
urlpatterns: list[URLPattern | URLResolver] = []
