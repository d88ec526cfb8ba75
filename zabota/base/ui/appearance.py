"""Language and appearance of one request: the person's own choice, else his browser's cookie, else Russian and automatic."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import check_for_language

THEME_COOKIE = "zabota_theme"
THEMES = ("auto", "light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    theme = getattr(getattr(request, "user", None), "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else "auto"


def chosen_language(request: HttpRequest) -> str:
    language = getattr(getattr(request, "user", None), "language", "") or request.COOKIES.get(
        settings.LANGUAGE_COOKIE_NAME, ""
    )
    is_known = language in dict(settings.LANGUAGES) and check_for_language(language)
    return language if is_known else settings.LANGUAGE_CODE
