"""A block of rows, column by column, into a frame of canonical text."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from zabota.core.intake.cleaning import fast
from zabota.core.intake.cleaning.cells import cleaner_of
from zabota.core.intake.cleaning.marks import marks_in
from zabota.core.intake.cleaning.names import NAME_COLUMNS, NameColumns, clean_names
from zabota.core.intake.cleaning.outcomes import FATAL, Cleaned, Doubt, DoubtKind, Setting
from zabota.core.intake.cleaning.packing import BETWEEN_VALUES, pack
from zabota.core.intake.reading import Block, Table
from zabota.core.intake.reading.tables import SECTION, SURPLUS
from zabota.core.intake.registry import Field, ValueKind, fields_of, importer_of
from zabota.lib.ahead import made_ahead
from zabota.lib.dates import order_of

LARGEST_CACHE = 20_000
PHONES, EMAILS, MARKS, EXTRAS = "phones", "emails", "marks", "custom"
_NUMBERS = r"[+(]?\d[\d\s()+-]{8,}"
_OWNERS = re.compile(
    r"мам\w*|мат(?:ь|ери)|отц\w*|пап\w*|муж\w*|жен[аы]\b|родител\w*|представител\w*|родственник\w*|батьк\w*|матер\w*|чоловік\w*|дружин\w*|mother|father|parent\w*|guardian|husband|wife",
    re.I,
)


@dataclass(frozen=True)
class CleanBlock:
    """Canonical rows: `row`, `line`, a text column a field (`phones`, `emails`, `marks` packed), and `problem`.

    A row with a problem cannot be used as it stands; it is kept with what was understood of it.
    """

    frame: pl.DataFrame
    doubts: tuple[Doubt, ...]


class TableCleaner:
    """Cleans the blocks of one table; `mapping` says which column fills which field."""

    def __init__(self, table: Table, mapping: Mapping[str, str], *, importer: str, setting: Setting) -> None:
        known = {**fields_of(importer), **setting.own_fields}
        self._table = table
        self._titles = dict(
            zip(table.columns, (*table.titles, "Дата" if SECTION in table.columns else ""), strict=False)
        )
        self._fields = {column: known[key] for column, key in mapping.items() if key in known}
        self._needs = importer_of(importer).needs
        self._setting = replace(setting, near=table.near)
        self._caches: dict[str, dict[str, Cleaned]] = {}
        self._cleaners: dict[str, Callable[[str], Cleaned]] = {}
        self._doubts: list[Doubt] = []
        self._block: Block
        self._easy: dict[str, pl.Series] = {}
        self._hard: dict[str, pl.Series] = {}

    def blocks(self, after_row: int = 0) -> Iterator[tuple[Block, CleanBlock]]:
        """Every block of the table as read and as cleaned. Reading, cleaning and what the caller does go on side by side;
        at most two blocks wait.
        """
        read = made_ahead(self._table.blocks(after_row=after_row))
        return made_ahead((block, self.clean(block)) for block in read)

    def clean(self, block: Block) -> CleanBlock:
        """The block's rows in canonical form, and its doubtful cells in the order of rows."""
        self._block, self._doubts = block, []
        self._read_easy()
        columns: dict[str, pl.Series] = {"row": block.rows, "line": block.lines}
        columns |= self._names()
        for key, field_columns in self._columns_by_field().items():
            columns[_output_name(key)] = self._field(field_columns)
        columns[MARKS] = self._marks()
        frame = pl.DataFrame([series.alias(name) for name, series in columns.items()])
        frame = frame.with_columns(self._problems(frame))
        self._look_across(frame)
        return CleanBlock(frame, tuple(sorted(self._doubts, key=lambda doubt: doubt.row)))

    def _columns_by_field(self) -> dict[str, list[str]]:
        by_field: dict[str, list[str]] = {}
        for column, field in self._fields.items():
            if field.key not in NAME_COLUMNS and column in self._block.cells.columns:
                by_field.setdefault(field.key, []).append(column)
        return by_field

    def _field(self, columns: list[str]) -> pl.Series:
        """The field's values; several columns are joined, packed or with a semicolon."""
        cleaned = [self._column(column) for column in columns]
        if len(cleaned) == 1:
            return cleaned[0]
        packed = self._fields[columns[0]].kind in (ValueKind.PHONE, ValueKind.EMAIL)
        separator = BETWEEN_VALUES if packed else "; "
        return pl.select(pl.concat_str(cleaned, separator=separator, ignore_nulls=True).replace("", None)).to_series()

    def _column(self, column: str) -> pl.Series:
        texts, easy = self._hard[column], self._easy.get(column)
        if easy is None:
            values = self._through(column, texts, self._cleaner(column))
        elif texts.null_count() == texts.len():
            values = easy
        else:
            values = easy.zip_with(easy.is_not_null(), self._through(column, texts, self._cleaner(column)))
        return self._with_owner(column, values) if self._fields[column].kind is ValueKind.PHONE else values

    def _read_easy(self) -> None:
        """Columns of common writings at a stroke; what is left of each column has to be read text by text."""
        cells = self._block.cells
        read = {column: self._reading(field, pl.col(column)) for column, field in self._fields.items()}
        easy = cells.lazy().select(
            expression.alias(column)
            for column, expression in read.items()
            if expression is not None and column in cells.columns
        )
        self._easy = {series.name: series for series in easy.collect().get_columns()}
        self._hard = {
            column: cells[column].set(self._easy[column].is_not_null(), None) if column in self._easy else cells[column]
            for column in self._fields
            if column in cells.columns
        }

    def _reading(self, field: Field, texts: pl.Expr) -> pl.Expr | None:
        kind, today = field.kind, self._setting.today
        if kind is ValueKind.PHONE:
            return fast.plain_phones(texts) if self._setting.country == "RU" else None
        if kind in (ValueKind.DATE, ValueKind.BIRTH_DATE):
            return fast.plain_dates(texts, today=today, is_birth=kind is ValueKind.BIRTH_DATE)
        easy = {
            ValueKind.EMAIL: fast.plain_emails,
            ValueKind.MONEY: fast.plain_money,
            ValueKind.CARD_NUMBER: fast.plain_codes,
        }.get(kind)
        return easy(texts) if easy else None

    def _cleaner(self, column: str) -> Callable[[str], Cleaned]:
        if column not in self._cleaners:
            setting = self._setting
            if self._fields[column].kind in (ValueKind.DATE, ValueKind.BIRTH_DATE):
                texts = self._block.cells[column]
                setting = replace(setting, order=order_of(texts.drop_nulls().head(2_000).to_list()))
            self._cleaners[column] = cleaner_of(self._fields[column], setting)
        return self._cleaners[column]

    def _with_owner(self, column: str, values: pl.Series) -> pl.Series:
        """Numbers of a column «Телефон мамы» are the mother's."""
        owner = _OWNERS.search(self._titles[column])
        if not owner:
            return values
        return values.str.replace_all("\x1f\x1f", f"\x1f{owner[0].lower()}\x1f", literal=True)

    def _through(self, column: str, texts: pl.Series, clean: Callable[[str], Cleaned]) -> pl.Series:
        """Every distinct text read once."""
        cache = self._caches.setdefault(column, {})
        if len(cache) > LARGEST_CACHE:
            cache.clear()
        distinct = texts.unique().drop_nulls()
        outcomes = []
        for text in distinct.to_list():
            outcome = cache.get(text)
            if outcome is None:
                outcome = cache[text] = clean(text)
            outcomes.append(outcome)
        self._report(
            column, texts, {text: outcome for text, outcome in zip(distinct, outcomes, strict=True) if outcome.doubt}
        )
        values = pl.Series([outcome.value or None for outcome in outcomes], dtype=pl.String)
        return texts.replace_strict(distinct, values, default=None, return_dtype=pl.String)

    def _report(self, column: str, texts: pl.Series, doubtful: Mapping[str, Cleaned]) -> None:
        if not doubtful:
            return
        for index in texts.is_in(pl.Series(list(doubtful)).implode()).arg_true():
            outcome = doubtful[texts[index]]
            if outcome.doubt:
                self._doubt(index, self._titles[column], outcome.doubt, texts[index], outcome.suggestion)

    def _doubt(self, index: int, title: str, kind: DoubtKind, written: str, suggestion: str = "") -> None:
        block = self._block
        self._doubts.append(Doubt(block.rows[index], block.lines[index], title, kind, written[:300], suggestion))

    def _names(self) -> dict[str, pl.Series]:
        by_key = {field.key: column for column, field in self._fields.items() if field.key in NAME_COLUMNS}
        if not by_key:
            return {}
        cells = self._block.cells
        given = NameColumns(**{key: cells[column] for key, column in by_key.items() if column in cells.columns})
        names, doubtful = clean_names(given, cells.height)
        title = self._titles[by_key.get("full_name") or next(iter(by_key.values()))]
        for index, kind, written in doubtful:
            self._doubt(index, title, kind, written)
        return {column: names[column] for column in names.columns}

    def _marks(self) -> pl.Series:
        """Marks found in notes and in words beside phones."""
        noted = [column for column, field in self._fields.items() if field.kind in (ValueKind.NOTE, ValueKind.PHONE)]
        found = [self._marks_of(self._hard[column]) for column in noted if column in self._hard]
        if not found:
            return pl.Series([None] * self._block.height, dtype=pl.String)
        together = pl.concat_str(found, separator=BETWEEN_VALUES, ignore_nulls=True).replace("", None)
        return pl.select(together).to_series()

    def _marks_of(self, texts: pl.Series) -> pl.Series:
        worded = texts.set(~texts.str.contains(r"\p{L}{3}").fill_null(value=False), None)
        words = worded.str.replace_all(_NUMBERS, " ").str.strip_chars(" ,;.()")
        distinct = words.unique().drop_nulls()
        packed = pl.Series([_packed_marks(text, self._setting) or None for text in distinct], dtype=pl.String)
        return words.replace_strict(distinct, packed, default=None, return_dtype=pl.String)

    def _problems(self, frame: pl.DataFrame) -> pl.Series:
        """Rows that name nobody, and rows without what the importer needs."""
        telling = [name for name in ("surname", "given_name", PHONES, "card_number") if name in frame.columns]
        problems: list[str | None] = [None] * frame.height
        nobody = (
            frame.select(pl.all_horizontal(pl.col(telling).is_null())).to_series()
            if telling
            else pl.repeat(value=True, n=frame.height, eager=True)
        )
        for index in nobody.arg_true():
            problems[index] = DoubtKind.NO_PERSON
            self._doubt(index, "", DoubtKind.NO_PERSON, "")
        for need in self._needs:
            missing = self._missing(frame, need)
            for index in missing.arg_true():
                if problems[index] is None:
                    problems[index] = DoubtKind.NO_DATE
                    self._doubt(index, "", DoubtKind.NO_DATE, "")
        return pl.Series("problem", problems, dtype=pl.String)

    def _missing(self, frame: pl.DataFrame, need: str) -> pl.Series:
        """Rows without what is needed; of a needed date the year alone is not enough."""
        if need not in frame.columns:
            return pl.repeat(value=True, n=frame.height, eager=True)
        is_date = any(field.key == need and field.kind is ValueKind.DATE for field in self._fields.values())
        length = frame[need].str.len_chars().fill_null(0)
        return length < (len("2026-03-12") if is_date else 1)

    def _look_across(self, frame: pl.DataFrame) -> None:
        """What only several cells together show."""
        if SURPLUS in self._block.cells.columns:
            surplus = self._block.cells[SURPLUS]
            for index in surplus.is_not_null().arg_true():
                self._doubt(index, "", DoubtKind.SURPLUS_CELLS, surplus[index])
        if {"sex", "patronymic"} <= set(frame.columns):
            by_name = frame["patronymic"].str.extract(r"(?i)(?:(вна|чна)|(?:вич|ьич))$", 0).str.to_lowercase()
            female = by_name.is_in(["вна", "чна"])
            wrong = (female & (frame["sex"] == "m")) | (~female & (frame["sex"] == "f"))
            title = next(self._titles[column] for column, field in self._fields.items() if field.key == "sex")
            for index in wrong.fill_null(value=False).arg_true():
                self._doubt(
                    index, title, DoubtKind.SEX_AGAINST_NAME, frame["sex"][index], "f" if female[index] else "m"
                )

    def value_counts(self, block: Block) -> Iterator[tuple[Field, dict[str, int]]]:
        """How often each value of a mapped field stands in the block."""
        for column, field in self._fields.items():
            if field.is_mapped and column in block.cells.columns:
                counted = block.cells[column].drop_nulls().value_counts()
                yield field, dict(zip(counted.to_series(0), counted.to_series(1), strict=True))


def _output_name(key: str) -> str:
    return {"phone": PHONES, "email": EMAILS}.get(key, key)


def _packed_marks(text: str, setting: Setting) -> str:
    return pack(
        (mark.kind.value, mark.until.isoformat() if mark.until else "", mark.text[:500])
        for mark in marks_in(text, setting.today)
    )


def is_fatal(problem: str | None) -> bool:
    """Whether a row's problem keeps it from being taken."""
    return problem in FATAL
