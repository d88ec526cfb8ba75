"""The frame round every page, made for one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from zabota.base.ui.appearance import chosen_theme
from zabota.base.ui.registry import (
    BranchChoice,
    MenuEntry,
    PersonMenuEntry,
    QuickAction,
    branch_switches,
    lock_pages,
    menu,
    notice_sources,
    person_menu,
    quick_actions,
    shell_scripts,
)

MAIN_ENTRIES_LIMIT = 9
PHONE_ENTRIES_LIMIT = 4


@dataclass(frozen=True)
class Place:
    """An entry of the sidebar as this person sees it."""

    key: str
    title: object
    icon: str
    url: str
    count: int | None
    is_current: bool
    go_key: str


@dataclass(frozen=True)
class PersonMenuLine:
    title: object
    icon: str
    url: str
    is_post: bool


class Shell:
    """`layout` is the template that `ui/page.html` stands in: the whole frame, or the drawer over another page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def layout(self) -> str:
        htmx = getattr(self.request, "htmx", None)
        if htmx and htmx.target == "drawer":
            return "ui/_drawer.html"
        return "ui/_shell.html" if self.has_person else "ui/_plain.html"

    @property
    def has_person(self) -> bool:
        return getattr(self.request, "user", None) is not None and self.request.user.is_authenticated

    @property
    def theme(self) -> str:
        return chosen_theme(self.request)

    @cached_property
    def places(self) -> list[Place]:
        """What this person may open, in the order of the working day."""
        allowed = [entry for entry in menu if self.may(entry.permission)]
        current = _current_url(self.request.path, [reverse(entry.url_name) for entry in allowed])
        return [self._place(entry, current) for entry in sorted(allowed, key=lambda entry: entry.order)]

    @cached_property
    def main_places(self) -> list[Place]:
        main = {entry.key for entry in menu if entry.is_main}
        return [place for place in self.places if place.key in main][:MAIN_ENTRIES_LIMIT]

    @cached_property
    def more_places(self) -> list[Place]:
        return [place for place in self.places if place not in self.main_places]

    @property
    def phone_places(self) -> list[Place]:
        return self.main_places[:PHONE_ENTRIES_LIMIT]

    @property
    def keyed_actions(self) -> list[QuickAction]:
        """What this person begins with one key on any page."""
        return [action for action in quick_actions if action.code and self.may(action.permission)]

    @property
    def scripts(self) -> Sequence[str]:
        return list(shell_scripts)

    @cached_property
    def person_menu(self) -> list[PersonMenuLine]:
        entries: list[PersonMenuEntry] = sorted(person_menu, key=lambda entry: entry.order)
        return [
            PersonMenuLine(entry.title, entry.icon, reverse(entry.url_name), entry.is_post)
            for entry in entries
            if not entry.permission or self.may(entry.permission)
        ]

    @cached_property
    def branches(self) -> Sequence[BranchChoice]:
        return [choice for switch in branch_switches for choice in switch.choices(self.request)]

    @property
    def current_branch(self) -> BranchChoice | None:
        return next((choice for choice in self.branches if choice.is_current), None)

    @property
    def branch_url(self) -> str:
        return next((reverse(switch.url_name) for switch in branch_switches), "")

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        return [(code, LANGUAGE_NAMES[code]) for code, _title in settings.LANGUAGES]

    @property
    def has_bell(self) -> bool:
        return len(notice_sources) > 0

    @property
    def lock_url(self) -> str:
        return next((reverse(url_name) for url_name in lock_pages), "")

    @property
    def words(self) -> dict[str, str]:
        """What the scripts say, by its English text."""
        return {str(word): gettext(word) for word in SCRIPT_WORDS}

    def may(self, permission: str) -> bool:
        return bool(self.request.access.may(permission))  # type: ignore[attr-defined]

    def _place(self, entry: MenuEntry, current: str) -> Place:
        url = reverse(entry.url_name)
        count = self._counts.get(entry.key)
        return Place(entry.key, entry.title, entry.icon, url, count, url == current, entry.go_key)

    @cached_property
    def _counts(self) -> dict[str, int]:
        """How many rows wait behind each entry, in one query; entries behind which nothing waits are left out."""
        counted = [
            _counted(entry.waiting(self.request), entry.key)
            for entry in menu
            if entry.waiting and self.may(entry.permission)
        ]
        return dict(counted[0].union(*counted[1:], all=True)) if counted else {}


SCRIPT_WORDS = (
    gettext_noop("Undo"),
    gettext_noop("Hide"),
    gettext_noop("Fill this in."),
    gettext_noop("This does not look like an e-mail address."),
    gettext_noop("This cannot be read. Write it another way."),
    gettext_noop("This number does not fit here."),
    gettext_noop("This is too long."),
    gettext_noop("This is not right."),
)

#: Each language calls itself.
LANGUAGE_NAMES = {"ru": "Русский", "uk": "Українська", "en": "English"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request)}


def _counted(rows: QuerySet[Any], key: str) -> Any:
    place = Value(key, output_field=CharField())
    return rows.order_by().annotate(place=place).values("place").annotate(n=Count("pk")).values_list("place", "n")


def _current_url(path: str, urls: Sequence[str]) -> str:
    """The entry whose address begins the path most closely."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")
