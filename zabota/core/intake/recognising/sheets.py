"""The whole table: which kind of sheet it is, and a field for each column, each column used once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from zabota.core.intake.reading import Table
from zabota.core.intake.recognising.contents import Sample, content_score
from zabota.core.intake.recognising.titles import plain_title, title_score
from zabota.core.intake.registry import Field, Importer, ValueKind, fields_of, importers

LEAST_CONFIDENCE = 0.45
SAMPLES_SHOWN = 5

_STRICT = frozenset(
    (ValueKind.PHONE, ValueKind.EMAIL, ValueKind.BIRTH_DATE, ValueKind.DATE, ValueKind.TIME, ValueKind.SEX, ValueKind.YES_NO, ValueKind.MONEY, ValueKind.NUMBER, ValueKind.CHOICE, ValueKind.FULL_NAME)
)  # fmt: skip
"""Kinds whose content must agree with the title."""

_BY_CONTENT_ALONE = {
    ValueKind.PHONE: 0.85,
    ValueKind.EMAIL: 0.95,
    ValueKind.FULL_NAME: 0.8,
    ValueKind.BIRTH_DATE: 0.75,
    ValueKind.SEX: 0.75,
    ValueKind.TIME: 0.6,
}
"""How far content alone is believed, by kind; other kinds need a title."""

_BY_CONTENT_KEYS = frozenset(
    ("phone", "email", "full_name", "birth_date", "sex", "appointment_time", "appointment_date", "status")
)
_OWN_FIELD_BONUS = 0.03


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column is taken for: `field` is a key or empty; `alternatives` other fields by falling confidence."""

    column: str
    title: str
    field: str
    confidence: float
    by_title: float
    by_content: float
    samples: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognition:
    """The importer that a table belongs to and a guess for each of its columns."""

    importer: str
    columns: tuple[ColumnGuess, ...]
    certainty: float

    def column_of(self, field: str) -> str | None:
        """The first column taken for that field."""
        return next((guess.column for guess in self.columns if guess.field == field), None)

    @property
    def mapping(self) -> dict[str, str]:
        """Field by column, of the columns that are understood."""
        return {guess.column: guess.field for guess in self.columns if guess.field}

    @property
    def is_questionnaire(self) -> bool:
        """Whether the people answered for themselves: consent, family, complaints, how they heard of the clinic."""
        asked = {"consent_marketing", "complaints", "marital_status", "preferred_channel", "source", "children"}
        return self.importer == "patients" and len(asked & set(self.mapping.values())) >= 3


def recognise(table: Table, first_block: pl.DataFrame, *, today: date) -> Recognition:
    """Try every importer and keep the one whose fields explain the table best."""
    samples = {
        column: Sample.of(first_block[column].drop_nulls().head(5_000).to_list(), today)
        for column in table.columns
        if column in first_block.columns
    }
    tried = [_as_sheet_of(importer, table, samples) for importer in importers()]
    fitting = [found for found in tried if found is not None]
    return max(fitting, key=lambda found: found.certainty)


def shape_of(table: Table) -> str:
    """A fingerprint of the titles: a mapping corrected by hand is remembered for the next file of that shape."""
    titles = "\x1f".join(plain_title(title) or "-" for title in table.titles)
    return hashlib.sha256(titles.encode()).hexdigest()[:32]


def _as_sheet_of(importer: Importer, table: Table, samples: dict[str, Sample]) -> Recognition | None:
    fields = fields_of(importer.key)
    own = {field.key for field in importer.fields}
    guesses = _assigned(table, samples, list(fields.values()), own)
    found = {guess.field: guess.confidence for guess in guesses if guess.field}
    tells = sum(confidence * fields[key].tells for key, confidence in found.items() if key in own)
    if importer.builds_on and (not importer.needs <= found.keys() or tells < importer.enough):
        return None
    explained = sum(found.values()) + 0.1 * tells
    return Recognition(importer.key, tuple(guesses), explained + (1.0 if importer.builds_on else 0.0))


def _assigned(table: Table, samples: dict[str, Sample], fields: Sequence[Field], own: set[str]) -> list[ColumnGuess]:
    """Pairs of column and field taken from the surest down; a field of one column only once."""
    titles = dict(zip(table.columns, (*table.titles, "Дата"), strict=False))
    scored = {column: _scores(titles[column], samples[column], fields, own) for column in samples}
    pairs = sorted(
        (
            (score[0], column, key)
            for column, by_field in scored.items()
            for key, score in by_field.items()
            if score[0] >= LEAST_CONFIDENCE
        ),
        key=lambda pair: -pair[0],
    )
    several = {field.key for field in fields if field.several}
    taken: dict[str, str] = {}
    for _, column, key in pairs:
        if column not in taken and (key in several or key not in taken.values()):
            taken[column] = key
    return [
        _guess(column, titles[column], taken.get(column, ""), scored[column], samples[column]) for column in samples
    ]


Scores = dict[str, tuple[float, float, float]]
"""Field key to (confidence, by title, by content)."""


def _scores(title: str, sample: Sample, fields: Sequence[Field], own: set[str]) -> Scores:
    scores: Scores = {}
    for field in fields:
        by_title = title_score(title, field) if title else 0.0
        if by_title < 0.3 and field.key not in _BY_CONTENT_KEYS:
            continue
        by_content = content_score(sample, field)
        confidence = _confidence(field, by_title, by_content, sample)
        if confidence > 0:
            bonus = _OWN_FIELD_BONUS if field.key in own else 0.0
            scores[field.key] = (min(1.0, confidence + bonus), by_title, by_content)
    return scores


def _confidence(field: Field, by_title: float, by_content: float, sample: Sample) -> float:
    if by_title < 0.3:
        return _by_content_alone(field, by_content) if sample.filled else 0.0
    if not sample.texts:
        return 0.8 * by_title
    if field.kind in _STRICT and by_content < 0.15:
        return 0.4 * by_title
    return by_title * (0.75 + 0.25 * by_content)


def _by_content_alone(field: Field, by_content: float) -> float:
    believed = (
        0.7
        if field.kind is ValueKind.CHOICE or field.key == "appointment_date"
        else _BY_CONTENT_ALONE.get(field.kind, 0.0)
    )
    return believed * by_content if by_content >= 0.7 else 0.0


def _guess(column: str, title: str, key: str, scores: Scores, sample: Sample) -> ColumnGuess:
    confidence, by_title, by_content = scores.get(key, (0.0, 0.0, 0.0))
    others = sorted((other for other in scores if other != key), key=lambda other: -scores[other][0])[:4]
    shown = sample.texts[:SAMPLES_SHOWN]
    return ColumnGuess(
        column, title, key, round(confidence, 3), round(by_title, 3), round(by_content, 3), shown, tuple(others)
    )
