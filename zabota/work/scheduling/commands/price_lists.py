"""A price list from a file: what it would change, and the change itself. The same file again changes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.core.catalog.commands import add_service, change_service, set_price
from zabota.core.catalog.models import Service
from zabota.core.catalog.queries import prices_for_all
from zabota.core.intake.reading import Table, UnreadableFile, open_file
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.lib.money import read_money

#: What a column is called, by what it means; the first of the titles that fits is taken.
TITLES = {
    "name": ("наименование услуги", "наименование", "название услуги", "название", "услуга", "послуга", "найменування",
             "назва", "service", "name"),
    "code": ("код услуги", "код", "артикул", "код послуги", "code"),
    "category": ("категория", "раздел", "группа", "направление", "категорія", "розділ", "група", "category", "group"),
    "price": ("цена", "стоимость", "цена, руб", "цена руб", "ціна", "вартість", "price", "cost"),
    "minutes": ("длительность", "минут", "минуты", "продолжительность", "мин", "тривалість", "хвилин", "minutes", "duration"),
}  # fmt: skip
LONGEST = 20_000


class PriceLine(NamedTuple):
    """A line of a price list; `price` in the clinic's currency, None where the cell holds none."""

    name: str
    code: str
    category: str
    price: Decimal | None
    minutes: int | None


@dataclass(frozen=True)
class PriceChange:
    """What a line changes: a new service, another price (`was` is the one of today), other fields by name."""

    line: PriceLine
    is_new: bool
    was: Decimal | None
    fields: list[str]


def read_price_list(path: Path) -> list[PriceLine]:
    """Lines with a name, each name once, the last one counts. Raises Refused where no table has names and prices."""
    try:
        opened = open_file(path)
    except UnreadableFile as error:
        raise Refused(_("This file cannot be read as a table."), field="file") from error
    tables = [(table, columns) for table in opened.tables if {"name", "price"} <= set(columns := _columns(table))]
    if not tables:
        raise Refused(_("No columns with the name and the price of a service were found."), field="file")
    lines = {line.name.lower(): line for table, columns in tables for line in _lines(table, columns)}
    if len(lines) > LONGEST:
        raise Refused(_("This is more than a price list holds."), field="file")
    return list(lines.values())


def changes_by(lines: Iterable[PriceLine], *, since: date) -> list[PriceChange]:
    """What the lines would change from a day on; lines that change nothing are left out."""
    known, prices = _services(), prices_for_all(on=since)
    return [change for line in lines if (change := _change(line, known.get(line.name.lower()), prices))]


@transaction.atomic
def take_price_list(*, lines: Sequence[PriceLine], since: date, by: Actor) -> int:
    """Add new services and set other prices from a day on; returns how many lines changed something."""
    changes = changes_by(lines, since=since)
    known = _services()
    for change in changes:
        line = change.line
        service = known.get(line.name.lower()) or add_service(name=line.name, by=by, **_fields(line))
        change_service(service=service, by=by, **{name: _fields(line)[name] for name in change.fields})
        if line.price is not None:
            set_price(service=service, amount=line.price, since=since, by=by)
    return len(changes)


def _services() -> dict[str, Service]:
    return {each.name.lower(): each for each in Service.objects.select_related("category")}


def _change(line: PriceLine, service: Service | None, prices: Mapping[int, Decimal]) -> PriceChange | None:
    if service is None:
        return PriceChange(line, is_new=True, was=None, fields=[])
    now = prices.get(service.pk)
    fields = [name for name, value in _fields(line).items() if str(getattr(service, name) or "") != str(value)]
    if not fields and (line.price is None or line.price == now):
        return None
    return PriceChange(line, is_new=False, was=now, fields=fields)


def _fields(line: PriceLine) -> dict[str, Any]:
    """What the line says beside name and price; an empty cell says nothing."""
    said = {"code": line.code, "category": line.category, "minutes": line.minutes}
    return {name: value for name, value in said.items() if value}


def _columns(table: Table) -> dict[str, str]:
    """Columns of the table by what they mean."""
    titles = {title.lower().strip(" .:"): column for title, column in zip(table.titles, table.columns, strict=False)}
    found = {
        meaning: next((titles[each] for each in names if each in titles), None) for meaning, names in TITLES.items()
    }
    return {meaning: column for meaning, column in found.items() if column is not None}


def _lines(table: Table, columns: dict[str, str]) -> Iterator[PriceLine]:
    """The section row above a line is its category where the table has no column of it."""
    category = columns.get("category") or "section"
    for block in table.blocks():
        for row in block.cells.iter_rows(named=True):
            name = (row.get(columns["name"]) or "").strip()[:200]
            if name:
                yield PriceLine(
                    name, (row.get(columns.get("code", "")) or "").strip()[:40], (row.get(category) or "").strip()[:120],
                    _price(row.get(columns["price"])), _minutes(row.get(columns.get("minutes", ""))),
                )  # fmt: skip


def _price(text: str | None) -> Decimal | None:
    amount = read_money(text).amount if text else None
    return amount if amount is not None and amount >= 0 else None


def _minutes(text: str | None) -> int | None:
    digits = "".join(letter for letter in (text or "").split(".")[0] if letter.isdigit())
    return int(digits) if digits and 5 <= int(digits) <= 720 else None
