"""What modules hang on the shell: entries of the sidebar, sources of the one search, lines of the bell and of the person's menu.

Icons are written as `icon="phone"`: that is how the sprite of icons learns which ones are used.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from zabota.lib.registry import Registry


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A place in the sidebar. `order` follows the working day; `waiting` are the rows whose number stands beside the title.

    `go_key` is the letter of the physical key that opens it after G: "P" for the patients.
    """

    key: str
    title: object
    icon: str
    url_name: str
    permission: str
    order: int
    is_main: bool = True
    waiting: Callable[[Any], QuerySet[Any]] | None = None
    go_key: str = ""


@dataclass(frozen=True, kw_only=True)
class QuickAction:
    """Something to begin from anywhere, found by its title in the search box: "New patient".

    With a `code` ("KeyN") it is also a button beside the search, pressed by that key, and opens in the drawer.
    """

    key: str
    title: object
    icon: str
    url_name: str
    permission: str
    order: int
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonMenuEntry:
    """A line in the menu of the person signed in. One that changes something is sent as a POST. No permission: everybody."""

    key: str
    title: object
    icon: str
    url_name: str
    order: int
    is_post: bool = False
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """A line under the search box. `url` opens it; `detail` is safe to show to the asker (contacts masked)."""

    title: str
    url: str
    detail: str = ""
    icon: str = "user"
    in_drawer: bool = False


@dataclass(frozen=True)
class SearchSource:
    """`find(request, text)` returns the best few hits that the asker may see. No permission: everybody who is signed in."""

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


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """What a new clinic does before its day can begin. `is_done()` may ask the database once."""

    title: object
    text: object
    action: object
    icon: str
    url_name: str
    permission: str
    is_done: Callable[[], bool] = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class FirstWay:
    """One of the things that a new clinic may begin with; its steps follow one another."""

    key: str
    title: object
    text: object
    order: int
    steps: Sequence[FirstStep]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A line under the bell. `is_calling` ones are counted beside it."""

    title: str
    url: str
    detail: str = ""
    icon: str = "bell"
    is_calling: bool = True


@dataclass(frozen=True)
class BranchChoice:
    """A branch the person may work in; `value` is its public id, empty for the whole network."""

    value: str
    title: str
    is_current: bool


@dataclass(frozen=True)
class BranchSwitch:
    """Who owns the branches lends the shell its choices; choosing posts `branch` to `url_name`."""

    url_name: str
    choices: Callable[[Any], Sequence[BranchChoice]] = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class OfflinePage:
    """A page that opens without the server: public, holding nothing of the clinic itself, with its static files (`parts`)
    kept by every browser that has opened the program. `title` is the words of the link on the page «no connection»."""

    key: str
    title: object
    url_name: str
    parts: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """A list as it leaves the program: titles of the columns, and the cells of each line, read once."""

    titles: Sequence[object]
    lines: Iterable[Sequence[object]]


@dataclass(frozen=True)
class ListSource:
    """A list that may be taken out to Excel under `key`: by whom it may be seen, and by whom taken out.

    `sheet(request)` is what the same person sees by the same address: the filters of `request.GET` apply, and so does
    his reach; contacts are masked.
    """

    key: str
    permission: str
    exported_by: str
    sheet: Callable[[Any], Sheet] = field(compare=False)


menu: Registry[MenuEntry] = Registry("menu")
quick_actions: Registry[QuickAction] = Registry("quick actions")
person_menu: Registry[PersonMenuEntry] = Registry("person menu")
search_sources: Registry[SearchSource] = Registry("search")
#: Static files of scripts that every page with the shell loads: what a drawer needs over any page.
shell_scripts: Registry[str] = Registry("scripts of the shell")
home_pages: Registry[HomePage] = Registry("home pages")
first_ways: Registry[FirstWay] = Registry("first ways")
offline_pages: Registry[OfflinePage] = Registry("offline pages")
#: Functions that tell whether the clinic has what its day is made of. While all deny it, the first ways are every first screen.
signs_of_life: Registry[Callable[[], bool]] = Registry("signs of life")
#: Functions from a request to what the bell should tell its person.
notice_sources: Registry[Callable[[Any], Sequence[Notice]]] = Registry("notices")
branch_switches: Registry[BranchSwitch] = Registry("branch switch")
#: Functions `(user, language=..., theme=...)` that keep a person's choice for his next visit.
preference_keepers: Registry[Callable[..., None]] = Registry("preferences")
list_sources: Registry[ListSource] = Registry("lists")
#: The address name, with the list's key, of the door through which lists leave for Excel.
list_doors: Registry[str] = Registry("door of lists")
#: The currency of the clinic's sums, ISO 4217.
clinic_currency: Registry[Callable[[], str]] = Registry("currency of the clinic")
#: The address name of the page that unlocks a screen; its fragment is laid over the page that got locked, and answers
#: with the event `zabota:unlocked`.
lock_pages: Registry[str] = Registry("lock")
