"""What modules hang on the shell: entries of the sidebar, sources of the one search."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from zabota.lib.registry import Registry


@dataclass(frozen=True)
class MenuEntry:
    """A place in the sidebar. `order` follows the working day; `count` may show a number beside the title for this request."""

    key: str
    title: object
    icon: str
    url_name: str
    permission: str
    order: int
    is_main: bool = True
    count: Callable[[Any], int | None] | None = None


@dataclass(frozen=True)
class SearchHit:
    """A line under the search box. `url` opens it; `detail` is safe to show to the asker (contacts masked)."""

    title: str
    detail: str
    url: str
    icon: str = "user"


@dataclass(frozen=True)
class SearchSource:
    """`find(request, text)` returns the best few hits that the asker may see."""

    key: str
    title: object
    permission: str
    order: int
    find: Callable[[Any, str], Sequence[SearchHit]] = field(compare=False)


@dataclass(frozen=True)
class HomePage:
    """First screen by role: the one of the lowest `order` whose permission the person holds is opened after signing in."""

    key: str
    url_name: str
    permission: str
    order: int


menu: Registry[MenuEntry] = Registry("menu")
search_sources: Registry[SearchSource] = Registry("search")
home_pages: Registry[HomePage] = Registry("home pages")
