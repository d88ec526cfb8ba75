"""What the modules lend to the shell, narrowed to one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from zabota.base.ui.registry import (
    FirstStep,
    FirstWay,
    Notice,
    SearchHit,
    first_ways,
    home_pages,
    notice_sources,
    search_sources,
    signs_of_life,
)


@dataclass(frozen=True)
class FoundGroup:
    title: object
    hits: Sequence[SearchHit]


@dataclass(frozen=True)
class ShownStep:
    """A first step as one person sees it: without `url` it is for others, of the roles `by`."""

    step: FirstStep
    url: str
    by: Sequence[str]
    is_done: bool


@dataclass(frozen=True)
class ShownWay:
    way: FirstWay
    steps: Sequence[ShownStep]

    @property
    def next_step(self) -> ShownStep | None:
        """The first one that is still to be done."""
        return next((each for each in self.steps if not each.is_done), None)


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


def is_new_clinic() -> bool:
    return not any(has_begun() for has_begun in signs_of_life)


def shown_ways(request: HttpRequest) -> list[ShownWay]:
    return [shown_way(request, way.key) for way in sorted(first_ways, key=lambda way: way.order)]


def shown_way(request: HttpRequest, key: str) -> ShownWay:
    way = first_ways[key]
    return ShownWay(way, [_shown_step(request, step) for step in way.steps])


def _shown_step(request: HttpRequest, step: FirstStep) -> ShownStep:
    url = reverse(step.url_name) if _may(request, step.permission) else ""
    by = [] if url else request.access.holders(step.permission)  # type: ignore[attr-defined]
    return ShownStep(step, url, by, step.is_done())


def notices_for(request: HttpRequest) -> list[Notice]:
    return [notice for source in notice_sources for notice in source(request)]


def _may(request: HttpRequest, permission: str) -> bool:
    return bool(request.access.may(permission))  # type: ignore[attr-defined]
