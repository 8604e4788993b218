"""The published standards, readable by anyone."""

from django.urls import URLPattern, URLResolver, path

from courses.views import exam_levels, frameworks, outlines

app_name = "lms_courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("levels/", exam_levels.levels, name="levels"),
    path("levels/<slug:code>/", exam_levels.level, name="level"),
    path("frameworks/", frameworks.frameworks, name="frameworks"),
    path("frameworks/<slug:code>/", frameworks.framework, name="framework"),
    path("frameworks/<slug:code>/<str:version>/", frameworks.framework_version, name="framework_version"),
    path("frameworks/<slug:code>/diff/<str:old>/<str:new>/", frameworks.framework_diff, name="framework_diff"),
    path("outlines/", outlines.outline_list, name="outlines"),
    path("outlines/<slug:slug>/", outlines.outline, name="outline"),
    path("outlines/<slug:slug>.txt", outlines.outline_text, name="outline_text"),
    path("outlines/<slug:slug>.opml", outlines.outline_opml, name="outline_opml"),
]
