"""What the modules lend to the shell, narrowed to one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from zabota.base.ui.registry import Notice, SearchHit, home_pages, notice_sources, search_sources


@dataclass(frozen=True)
class FoundGroup:
    title: object
    hits: Sequence[SearchHit]


def search_results(request: HttpRequest, text: str) -> list[FoundGroup]:
    """What every source that this person may ask has found, without the empty groups."""
    groups = [
        FoundGroup(source.title, source.find(request, text))
        for source in sorted(search_sources, key=lambda source: source.order)
        if not source.permission or _may(request, source.permission)
    ]
    return [group for group in groups if group.hits]


def first_screen(request: HttpRequest) -> str | None:
    """The address name of the screen that this person's day begins with."""
    pages = sorted(home_pages, key=lambda page: page.order)
    return next((page.url_name for page in pages if _may(request, page.permission)), None)


def notices_for(request: HttpRequest) -> list[Notice]:
    return [notice for source in notice_sources for notice in source(request)]


def _may(request: HttpRequest, permission: str) -> bool:
    return bool(request.access.may(permission))  # type: ignore[attr-defined]
