"""Mentions: what each source said of a person, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

_TEXT = ("surname", "given", "patronymic", "maiden", "sex", "snils", "policy", "address", "city")
_LISTS = ("phones", "emails", "cards")
_SCHEMA: dict[str, Any] = (
    dict.fromkeys(_TEXT, pl.String)
    | dict.fromkeys(_LISTS, pl.List(pl.String))
    | {"birth_date": pl.Date, "birth_year": pl.Int32, "first_service": pl.Date, "last_service": pl.Date}
)
_ORDER = 1969  # any number: the order only has to be the same each time


class Mentions:
    """A table of mentions, one a row. Only `mention` and `patient` are required; what is not known is null or "".

    mention, patient     ids (all int or all str); rows with one patient id are one person already
    surname, given, patronymic, maiden    as written, split (`zabota.lib.person_names`); initials as "А."
    birth_date           date; birth_year int, where no more is known
    sex                  "m", "f" or ""
    phones               list of E.164 numbers; a torn number as its bare digits ("90952403")
    emails               list of addresses, lower case
    cards                list of "source:number", for example "mis_export:100012"
    snils, policy, address, city          text
    first_service, last_service           dates of the services this mention speaks of
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        missing = [
            pl.lit(None, dtype=dtype).alias(name) for name, dtype in _SCHEMA.items() if name not in frame.columns
        ]
        known = [pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items() if name in frame.columns]
        self.frame = frame.select("mention", "patient", *known).with_columns(missing)

    @classmethod
    def from_columns(
        cls, *, mention: Sequence[int] | Sequence[str], patient: Sequence[int] | Sequence[str], **columns: Sequence[Any]
    ) -> Mentions:
        """Mentions from equally long columns, named as above; raises TypeError for an unknown column."""
        if unknown := sorted(set(columns) - set(_SCHEMA)):
            raise TypeError(f"Mentions have no column {', '.join(unknown)}")
        typed = [pl.Series(name, values, dtype=_SCHEMA[name]) for name, values in columns.items()]
        return cls(pl.DataFrame([pl.Series("mention", mention), pl.Series("patient", patient), *typed]))

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Mentions:
        """Mentions from dictionaries that need not have all columns."""
        table = list(rows)
        columns: dict[str, list[Any]] = {name: [row.get(name) for row in table] for name in _SCHEMA}
        ids = {name: [row[name] for row in table] for name in ("mention", "patient")}
        return cls.from_columns(mention=ids["mention"], patient=ids["patient"], **columns)

    def order_of_content(self) -> pl.Series:
        """Row numbers in an order that follows from what the mentions say, not from where they stand or what ids they
        have: row i of the ordered table stands at number `order_of_content()[i]` now."""
        plain = self.frame.select([name for name in _SCHEMA if name not in _LISTS]).hash_rows(seed=_ORDER)
        said = np.stack([plain.to_numpy(), *(_content_of(self.frame[name]) for name in _LISTS)])
        spread = said * np.array([[0x9E3779B97F4A7C15], [3], [5], [7]], dtype=np.uint64)
        return pl.Series(spread.sum(axis=0, dtype=np.uint64)).arg_sort()

    def of_survivors(self, survivors: Mapping[int, int]) -> Mentions:
        """The same mentions after merges: card -> the card that it leads to now; mentions of other cards are left out."""
        return Mentions(
            self.frame.with_columns(
                pl.col("patient").replace_strict(list(survivors), list(survivors.values()), default=None)
            ).drop_nulls("patient")
        )

    def __len__(self) -> int:
        return self.frame.height


def _content_of(lists: pl.Series) -> npt.NDArray[np.uint64]:
    """A number for each list, the same for whatever order its values stand in."""
    flat = pl.DataFrame({"value": lists}).with_row_index("row").explode("value").drop_nulls()
    total = np.append(np.uint64(0), np.cumsum(flat["value"].hash(seed=_ORDER).to_numpy(), dtype=np.uint64))
    places = np.searchsorted(flat["row"].to_numpy(), np.arange(len(lists) + 1))
    return total[places[1:]] - total[places[:-1]]
