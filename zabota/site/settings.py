"""Settings of an installation. What a clinic may change comes from the environment or from ZABOTA_HOME; the rest is fixed."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from zabota.base.postgres.connection import app_role, database_settings
from zabota.site.home import key_file, open_keys, zabota_home

PACKAGE = Path(__file__).resolve().parent.parent

ZABOTA_HOME = zabota_home()
ZABOTA_KEY_FILE = key_file(ZABOTA_HOME)
ZABOTA_PUBLIC_URL = os.environ.get("ZABOTA_PUBLIC_URL", "http://localhost:8000")
ZABOTA_APP_ROLE = app_role(ZABOTA_HOME)

SECRET_KEY = open_keys(ZABOTA_HOME).key("sessions").hex()
DEBUG = False
_public = urlsplit(ZABOTA_PUBLIC_URL)
IS_HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", _public.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [ZABOTA_PUBLIC_URL] if IS_HTTPS else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "zabota.base.ui",
    "zabota.base.jobs",
    "zabota.base.events",
    "zabota.base.accounts",
    "zabota.base.audit",
    "zabota.core.practice",
    "zabota.core.staff",
    "zabota.core.catalog",
    "zabota.core.patients",
    "zabota.core.intake",
    "zabota.outreach.messaging",
    "zabota.outreach.todos",
    "zabota.work.scheduling",
    "zabota.front.daypack",
    "zabota.front.portal",
    "zabota.site",
]

MIDDLEWARE = [
    "zabota.base.ui.middleware.NulByteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zabota.base.ui.middleware.LanguageMiddleware",
    "zabota.base.audit.middleware.AuditMiddleware",
    "zabota.base.accounts.middleware.AccessMiddleware",
    "zabota.core.practice.middleware.ReadOnceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zabota.base.ui.middleware.RefusalMiddleware",
    "zabota.base.ui.middleware.ToastMiddleware",
    "zabota.base.ui.middleware.WholePageMiddleware",
]

ROOT_URLCONF = "zabota.site.urls"
WSGI_APPLICATION = "zabota.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "zabota.base.ui.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": database_settings(ZABOTA_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["zabota.base.accounts.backends.LoginAndPassword"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ZABOTA_FIRST_START_URL = "/first-start/"
ZABOTA_IDLE_LOCK_MINUTES = int(os.environ.get("ZABOTA_IDLE_LOCK_MINUTES", "15"))
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("uk", _("Ukrainian")), ("en", _("English"))]
TIME_ZONE = "Europe/Samara"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "lib" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "zabota.base.ui.errors.stale_form"

STATIC_URL = "/static/"
STATIC_ROOT = ZABOTA_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ZABOTA_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 3600  # the longest working day
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# With an HTTPS address a proxy of the clinic's ends TLS in front of us and says so in this header; we listen on loopback.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# The clinic's domain may carry other sites, over which an installation has no say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
