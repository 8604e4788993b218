"""What every way of running the standalone site shares. The environment is read only in this package."""

from pathlib import Path

import environ
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(env("LMS_VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "lms.standalone",
    "lms.pages",
    "lms.api",
    "lms.desk",
    "lms.portal",
    "lms.catalogue",
    "lms.inquiries",
    "lms.checkout",
    "cohorts",
    "payments",
    "courses",
    "lms.kernel",
    "lms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "ninja",
    "csp",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # After the policy in this list, so before it on the way out.
    "lms.standalone.middleware.AdminContentSecurityPolicy",
    # After the headers of the policies, which every answer needs anew, and before anything that knows the reader.
    "lms.kernel.visitor_cache.VisitorCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.standalone.middleware.StaffMultiFactor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "lms.standalone.middleware.ChangedMeanwhile",
]

ROOT_URLCONF = "lms.standalone.urls"
WSGI_APPLICATION = "lms.standalone.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

AUTH_USER_MODEL = "lms_standalone.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_ADAPTER = "lms.portal.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lms.portal.forms.account.LoginForm",
    "signup": "lms.portal.forms.account.SignupForm",
    "change_email": "lms.portal.forms.account.ChangeEmailForm",
    "add_email": "lms.portal.forms.account.AddEmailForm",
    "reset_password": "lms.portal.forms.account.ResetPasswordForm",
    "request_login_code": "lms.portal.forms.account.RequestLoginCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
# One address signs in; a new one takes its place once its owner has answered, and the old one is told.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "LMS"
# Staff must hold a second factor to enter /cms/. Production turns this on.
LMS_STAFF_MFA_REQUIRED = False

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [str(BASE_DIR / "lms" / "standalone" / "wagtail_locale")]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Study materials: served by a view that asks who reads, and by nothing else.
LMS_PRIVATE_ROOT = env("LMS_PRIVATE_ROOT", default=str(VAR_DIR / "private"))
LMS_X_ACCEL_PREFIX = env("LMS_X_ACCEL_PREFIX", default="")
# Hosts whose video players lessons may show.
LMS_VIDEO_EMBEDS = env.list("LMS_VIDEO_EMBEDS", default=[])

WAGTAIL_SITE_NAME = "CS実務インストラクター養成"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# What is uploaded is looked at or saved, never executed: no SVG, no HTML.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILADMIN_BASE_URL = env("LMS_BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_USER_EDIT_FORM = "lms.standalone.forms.UserEditForm"
WAGTAIL_USER_CREATION_FORM = "lms.standalone.forms.UserCreationForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.search"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", "https://checkout.stripe.com"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        **({"frame-src": [f"https://{host}" for host in LMS_VIDEO_EMBEDS]} if LMS_VIDEO_EMBEDS else {}),
    },
}

CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Every job is a row first; these sweeps find what a lost broker or a killed worker left behind.
CELERY_BEAT_SCHEDULE = {
    "sweep-messages": {"task": "lms_kernel.sweep_messages", "schedule": 15.0},
    "sweep-stripe-requests": {"task": "lms_payments.sweep_requests", "schedule": 15.0},
    "sweep-webhook-events": {"task": "lms_payments.sweep_webhook_events", "schedule": 30.0},
    "sweep-expired-attempts": {"task": "lms_payments.sweep_attempts", "schedule": 60.0},
    "reconcile-sessions": {"task": "lms_payments.reconcile_sessions", "schedule": 600.0},
    "reconcile-refunds": {"task": "lms_payments.reconcile_refunds", "schedule": 3600.0},
    "reconcile-disputes": {"task": "lms_payments.reconcile_disputes", "schedule": 3600.0},
    "reconcile-balance": {"task": "lms_payments.reconcile_balance", "schedule": crontab(hour=3, minute=30)},
    "sweep-unseated": {"task": "lms_payments.sweep_unseated", "schedule": 3600.0},
    "sweep-credits": {"task": "lms_payments.sweep_credits", "schedule": 300.0},
    "sweep-settlements": {"task": "lms_checkout.sweep_settlements", "schedule": 300.0},
    "backfill-stripe-events": {"task": "lms_payments.backfill_events", "schedule": 3600.0},
    "sweep-quotes": {"task": "lms_checkout.sweep_quotes", "schedule": 900.0},
    "sweep-group-drafts": {"task": "lms_checkout.sweep_group_drafts", "schedule": 3600.0},
    "sweep-announcements": {"task": "lms_checkout.sweep_announcements", "schedule": 60.0},
    "sweep-changes": {"task": "lms_checkout.sweep_changes", "schedule": 60.0},
    "sweep-waitlists": {"task": "lms_cohorts.sweep_waitlists", "schedule": 60.0},
    "sweep-company-holds": {"task": "lms_cohorts.sweep_company_holds", "schedule": 60.0},
    "sweep-consultations": {"task": "lms_cohorts.sweep_consultations", "schedule": 300.0},
    "sweep-letters": {"task": "lms_checkout.sweep_letters", "schedule": 300.0},
    "erase-settled-reports": {"task": "lms_inquiries.erase_settled_reports", "schedule": crontab(hour=0, minute=40)},
    "purge-accommodations": {"task": "lms_cohorts.purge_accommodations", "schedule": crontab(hour=0, minute=20)},
    "release-planned-results": {"task": "lms_cohorts.release_planned_results", "schedule": 60.0},
    "purge-files": {"task": "lms_cohorts.purge_files", "schedule": crontab(hour=0, minute=30)},
    "refresh-employers": {"task": "lms_cohorts.refresh_employers", "schedule": crontab(hour=0, minute=10)},
    "sweep-certificates": {"task": "lms_cohorts.sweep_certificates", "schedule": 60.0},
    "publish-scheduled-pages": {"task": "lms_pages.publish_scheduled", "schedule": 60.0},
}

DEFAULT_FROM_EMAIL = env("LMS_FROM_EMAIL", default="事務局 <office@lms.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Seconds; well below the lease of a message, so that a hanging mail server never makes two workers send one mail.
EMAIL_TIMEOUT = 20
# Shows every mail to everyone: for the demonstration only.
LMS_OUTBOX_PAGE = False

# The public address that mails, documents and Stripe lead back to.
LMS_BASE_URL = WAGTAILADMIN_BASE_URL
LMS_VISITOR_CACHE_SECONDS = env.int("LMS_VISITOR_CACHE_SECONDS", default=5)
# A set clock would falsify deadlines; only the embedded and test settings allow one.
LMS_CLOCK_SETTABLE = False
LMS_CLOCK = env("LMS_CLOCK", default="")
LMS_CLOCK_SET_AT = 0.0

STRIPE_API_BASE = env("STRIPE_API_BASE", default="https://api.stripe.com")
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])
STRIPE_LIVEMODE = env.bool("STRIPE_LIVEMODE", default=True)
LMS_SANDBOX = False
LMS_DEMO = False
# Every mail, readable by anyone: for demonstrations only.
LMS_OUTBOX_PAGE = False

SILENCED_SYSTEM_CHECKS: list[str] = []
