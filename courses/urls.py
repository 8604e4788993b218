"""The published standards, readable by anyone."""

from django.urls import URLPattern, URLResolver, path

from courses import framework_views

app_name = "lms_courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("frameworks/", framework_views.frameworks, name="frameworks"),
    path("frameworks/<slug:code>/", framework_views.framework, name="framework"),
    path("frameworks/<slug:code>/<str:version>/", framework_views.framework_version, name="framework_version"),
    path("frameworks/<slug:code>/diff/<str:old>/<str:new>/", framework_views.framework_diff, name="framework_diff"),
]
