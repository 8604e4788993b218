"""Everything a host site includes: `path("", include("lms.urls"))`."""

from django.urls import include, path

urlpatterns = [
    path("", include("courses.urls")),
    path("", include("cohorts.urls")),
    path("", include("payments.urls")),
    path("api/v1/", include("lms.api.urls")),
    path("", include("lms.portal.urls")),
    path("", include("lms.catalogue.urls")),
    path("", include("lms.inquiries.urls")),
]
