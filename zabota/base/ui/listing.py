"""A table of many rows: filtered by the address (codes and ids only), sorted, by pages, with the count of how many of how many."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from zabota.base.ui.registry import Sheet, list_sources

ROWS_ON_A_PAGE = 50
ROWS_READ_AT_ONCE = 1000


@dataclass(frozen=True)
class Column:
    """`sort` names the fields behind the column, most important first; empty: it does not sort. A number stands to the right.

    An optional column can be hidden by the reader; its cells carry `data-column="{{ key }}"`. `cell(row)` is what
    stands in the column when the list is taken out to Excel; a column without it stays on the screen.
    """

    key: str
    title: object
    sort: tuple[str, ...] = ()
    is_number: bool = False
    is_optional: bool = False
    cell: Callable[[Any], object] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Filter:
    """A choice in the address: `?status=booked`. `apply(rows, value)` narrows the rows; a value not among the choices is ignored."""

    key: str
    title: object
    choices: Sequence[tuple[str, object]]
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]] = field(compare=False)


@dataclass(frozen=True)
class Heading:
    """A column as this address shows it: `url` sorts by it, `direction` is how it is sorted now."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class FilterState:
    filter: Filter
    value: str


class Listing:
    """The rows of one list page. `key` is what this browser remembers hidden columns under, and by which the list is
    taken out to Excel where a module registered it as a `ListSource`.

    `ends_with` makes the order complete, so that no row is shown on two pages or on none.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        key: str,
        columns: Sequence[Column],
        filters: Iterable[Filter] = (),
        sorted_by: str,
        ends_with: str = "pk",
        per_page: int = ROWS_ON_A_PAGE,
    ) -> None:
        self.request = request
        self.key = key
        self.columns = columns
        self.filters = [FilterState(each, self._chosen(each)) for each in filters]
        self._all_rows = rows
        self._sorted_by = sorted_by
        self._ends_with = ends_with
        self._per_page = per_page

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Filtered and sorted, before it is cut into pages."""
        rows = self._all_rows
        for state in self.filters:
            if state.value:
                rows = state.filter.apply(rows, state.value)
        return rows.order_by(*self._order, self._ends_with)

    @cached_property
    def page(self) -> Page[Any]:
        """A page number out of range gives the nearest page."""
        return Paginator(self.rows, self._per_page).get_page(self.request.GET.get("page"))

    @cached_property
    def total(self) -> int:
        """How many there are without the filters."""
        return self._all_rows.count() if self.is_filtered else self.page.paginator.count

    @property
    def may_leave(self) -> bool:
        """Whether the list can be taken out to Excel by anybody at all."""
        return self.key in list_sources

    @property
    def sheet(self) -> Sheet:
        """The filtered and sorted rows as they leave for Excel, read in portions."""
        written = [column for column in self.columns if column.cell]
        rows = self.rows.iterator(chunk_size=ROWS_READ_AT_ONCE)
        lines = ([column.cell(row) for column in written if column.cell] for row in rows)
        return Sheet([column.title for column in written], lines)

    @property
    def is_filtered(self) -> bool:
        return any(state.value for state in self.filters)

    @property
    def has_optional_columns(self) -> bool:
        return any(column.is_optional for column in self.columns)

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column, "", "")
        direction = ""
        if column.key == self._sort.removeprefix("-"):
            direction = "descending" if self._sort.startswith("-") else "ascending"
        following = f"-{column.key}" if direction == "ascending" else column.key
        return Heading(column, self._address(sort=following), direction)

    @cached_property
    def _sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        sortable = {column.key for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in sortable else self._sorted_by

    @property
    def _order(self) -> list[str]:
        column = next(each for each in self.columns if each.key == self._sort.removeprefix("-"))
        is_descending = self._sort.startswith("-")
        return [_turned(name) if is_descending else name for name in column.sort]

    def _chosen(self, offered: Filter) -> str:
        value = self.request.GET.get(offered.key, "")
        return value if value in {str(code) for code, _title in offered.choices} else ""

    def _address(self, **changes: str) -> str:
        query: QueryDict = self.request.GET.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
