"""Places and actions of the program itself under the search box."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import SearchHit, SearchSource, quick_actions, search_sources
from zabota.base.ui.shell import Shell

FEW = 6


def found_places(request: Any, text: str) -> Sequence[SearchHit]:
    """Pages of the sidebar and quick actions whose title has every typed word; all of them when nothing is typed."""
    shell = Shell(request)
    actions = [
        SearchHit(title=str(action.title), url=reverse(action.url_name), icon=action.icon)
        for action in sorted(quick_actions, key=lambda action: action.order)
        if shell.may(action.permission)
    ]
    places = [SearchHit(title=str(place.title), url=place.url, icon=place.icon) for place in shell.places]
    words = text.casefold().split()
    return [hit for hit in actions + places if all(word in hit.title.casefold() for word in words)][
        : FEW if words else None
    ]


search_sources.register("ui.places", SearchSource("ui.places", _("Go to"), "", 900, found_places))
