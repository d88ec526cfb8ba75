"""Names of a block of rows, from one column or from several, into their parts."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from zabota.core.intake.cleaning.fast import plain_names
from zabota.core.intake.cleaning.outcomes import DoubtKind
from zabota.core.intake.cleaning.packing import BETWEEN_PARTS
from zabota.lib.person_names import PersonName, name_of_parts, split_name

NAME_COLUMNS = ("full_name", "surname", "given_name", "patronymic", "maiden_name")
PARTS = ("surname", "given_name", "patronymic", "maiden_name")
LONGEST_NAME = 100


@dataclass(frozen=True)
class NameColumns:
    """The columns of names that the table has, as written."""

    full_name: pl.Series | None = None
    surname: pl.Series | None = None
    given_name: pl.Series | None = None
    patronymic: pl.Series | None = None
    maiden_name: pl.Series | None = None


NameDoubt = tuple[int, DoubtKind, str]


def clean_names(columns: NameColumns, height: int) -> tuple[pl.DataFrame, list[NameDoubt]]:
    """surname, given_name, patronymic, maiden_name of every row, and the doubtful names by index."""
    written = _written(columns, height)
    easy = plain_names(_in_a_row(written) if columns.surname is not None or columns.given_name is not None else written)
    if columns.maiden_name is not None:
        easy = easy.select(
            pl.when(columns.maiden_name.is_null()).then(pl.col(name)).alias(name) for name in easy.columns
        )
    is_easy = easy["surname"].is_not_null()
    hard = written.set(is_easy, None)
    distinct = hard.unique().drop_nulls()
    names = {text: _name_of(text) for text in distinct}
    packed = pl.Series(
        [BETWEEN_PARTS.join(part[:LONGEST_NAME] for part in _parts(names[text])) for text in distinct], dtype=pl.String
    )
    split = (
        hard.replace_strict(distinct, packed, default=None, return_dtype=pl.String)
        .str.split_exact(BETWEEN_PARTS, 3)
        .struct.unnest()
    )
    split.columns = list(PARTS)
    merged = [
        (split[name] if name == "maiden_name" else easy[name].zip_with(is_easy, split[name]))
        .replace("", None)
        .alias(name)
        for name in PARTS
    ]
    return pl.DataFrame(merged), list(_doubts(hard, names))


def _written(columns: NameColumns, height: int) -> pl.Series:
    """One text a row: the full name, or its parts packed; the parts are preferred where both stand."""
    parts = [columns.surname, columns.given_name, columns.patronymic]
    if columns.surname is None and columns.given_name is None:
        return columns.full_name if columns.full_name is not None else pl.Series([None] * height, dtype=pl.String)
    empty = pl.Series([""] * height, dtype=pl.String)
    filled = [empty if part is None else part.fill_null("") for part in (*parts, columns.maiden_name)]
    together = pl.select(pl.concat_str(filled, separator=BETWEEN_PARTS)).to_series()
    together = together.set(together.str.strip_chars(BETWEEN_PARTS) == "", None)
    if columns.full_name is None:
        return together
    return together.zip_with(together.is_not_null(), columns.full_name)


def _in_a_row(packed: pl.Series) -> pl.Series:
    return packed.str.replace_all(BETWEEN_PARTS, " ", literal=True).str.strip_chars()


def _name_of(text: str) -> PersonName:
    return name_of_parts(*text.split(BETWEEN_PARTS)) if BETWEEN_PARTS in text else split_name(text)


def _parts(name: PersonName) -> tuple[str, str, str, str]:
    return name.surname, name.given, name.patronymic, name.maiden


def _doubts(hard: pl.Series, names: dict[str, PersonName]) -> Iterator[NameDoubt]:
    doubtful = {text: kind for text, name in names.items() if (kind := _doubt_of(text, name))}
    if doubtful:
        for index in hard.is_in(pl.Series(list(doubtful)).implode()).fill_null(value=False).arg_true():
            yield index, doubtful[hard[index]], hard[index].replace(BETWEEN_PARTS, " ").strip()


def _doubt_of(text: str, name: PersonName) -> DoubtKind | None:
    if any(character.isdigit() for character in text) or not (name.surname or name.given) or len(text) > LONGEST_NAME:
        return DoubtKind.NAME_STRANGE
    if not name.surname or not name.given or name.given.endswith("."):
        return DoubtKind.NAME_INCOMPLETE
    return None
