from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.standalone import health, media, sitemaps

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("sitemap.xml", sitemaps.sitemap_xml),
    path("robots.txt", sitemaps.robots_txt),
    # Staff sign in where everyone does: rate limits and the second factor live there.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<str:name>", media.rendition),
]

if settings.LMS_SANDBOX:
    urlpatterns += [path("sandbox/stripe/", include("payments.sandbox.urls"))]

outbox = [path("outbox/", include("lms.standalone.outbox"))] if settings.LMS_OUTBOX_PAGE else []
urlpatterns += i18n_patterns(
    *outbox,
    path("accounts/", include("allauth.urls")),
    path("", include("lms.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
