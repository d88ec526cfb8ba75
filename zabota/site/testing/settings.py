"""The settings of tests: the real ones, with cheap passwords and without the step that hashes static files."""

from zabota.site.settings import *  # noqa: F403
from zabota.site.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Files are served from the packages' folders; nothing collects them for a test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
