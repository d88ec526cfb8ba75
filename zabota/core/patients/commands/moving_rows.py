"""Hand the rows of retired cards to the survivors, and give them back: one statement a table, however many merges."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection, models
from django.db.models import Q, UniqueConstraint
from django.db.models.sql import Query
from psycopg import sql

from zabota.core.patients.models import Merge, Patient, TakenRows
from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data

#: Rows of a retired card come after the survivor's own: their position grows by this, and shrinks on the way back.
BEHIND_THE_SURVIVORS = 100


@dataclass(frozen=True)
class UniqueKey:
    """What a card may have once: columns besides the patient, among the rows that meet `condition` (SQL, or "")."""

    columns: tuple[str, ...]
    condition: str


@dataclass(frozen=True)
class MovedTable:
    """Names of columns, quoted; taken from the model, never from a request."""

    key: str
    table: str
    primary_key: str
    key_type: str
    patient: str
    unique_with: tuple[UniqueKey, ...]
    other_sides: tuple[str, ...]
    position: str


def take_rows(merges: Sequence[Merge]) -> int:
    """Move what the retired cards own to their survivors and list it with each merge; returns how many rows moved.

    Safe to repeat: what came to a retired card meanwhile follows. What the survivor has already (unique keys) stays.
    No card may be a survivor and retired in one call.
    """
    arrays = [[each.pk for each in merges], [each.survivor_id for each in merges], [each.retired_id for each in merges]]
    with connection.cursor() as cursor:
        return sum(_take(cursor, table, arrays) for table in moved_tables())


def give_rows_back(merge: Merge) -> None:
    """Return to the retired card the listed rows that are still the survivor's; what the card has anew is not doubled."""
    with connection.cursor() as cursor:
        for table in reversed(moved_tables()):
            cursor.execute(_giving_back(table), [merge.pk, table.key, merge.survivor_id, merge.retired_id])
    TakenRows.objects.filter(merge=merge).delete()


def hand_over(given: Collection[tuple[str, str]], cards: Sequence[int], retired_id: int) -> set[tuple[str, str]]:
    """Give these rows (key of the table, id) of the cards to the retired one; returns those that went.

    What that card has already (unique keys) stays where it is.
    """
    went = set()
    with connection.cursor() as cursor:
        for table in moved_tables():
            row_ids = [row_id for key, row_id in given if key == table.key]
            if row_ids:
                cursor.execute(_handing_over(table), [row_ids, retired_id, list(cards)])
                went |= {(table.key, row_id) for (row_id,) in cursor}
    return went


@cache
def moved_tables() -> tuple[MovedTable, ...]:
    return tuple(_described(entry) for entry in patient_data if entry.moves)


def _described(entry: PatientData) -> MovedTable:
    meta = entry.model._meta
    columns = {each.name: connection.ops.quote_name(str(each.column)) for each in meta.concrete_fields}
    assert meta.pk is not None
    return MovedTable(
        key=entry.key,
        table=connection.ops.quote_name(meta.db_table),
        primary_key=columns[meta.pk.name],
        key_type=str(meta.pk.rel_db_type(connection)),
        patient=columns[entry.path],
        unique_with=tuple(
            UniqueKey(tuple(columns[name] for name in names if name != entry.path), _written(entry.model, condition))
            for names, condition in _unique_keys(entry.model)
            if entry.path in names
        ),
        other_sides=tuple(
            columns[each.name]
            for each in meta.concrete_fields
            if each.related_model is Patient and each.name != entry.path
        ),
        position=columns[entry.position] if entry.position else "",
    )


def _unique_keys(model: type[models.Model]) -> list[tuple[tuple[str, ...], Q | None]]:
    constraints = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    together: list[tuple[tuple[str, ...], Q | None]] = [(tuple(names), None) for names in model._meta.unique_together]
    return [*((tuple(each.fields), each.condition) for each in constraints), *together]


def _written(model: type[models.Model], condition: Q | None) -> str:
    """The condition of a constraint as SQL, its columns without a table."""
    if condition is None:
        return ""
    query = Query(model, alias_cols=False)
    text, values = query.get_compiler(connection=connection).compile(query.build_where(condition))
    return str(text) % tuple(sql.quote(value) for value in values)


def _take(cursor: object, table: MovedTable, arrays: list[list[int]]) -> int:
    cursor.execute(_taking(table), [*arrays, table.key])  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _taking(t: MovedTable) -> str:
    free = [f"row.{side} <> planned.survivor" for side in t.other_sides]
    free += [_nobody_has(t, key, "planned.survivor") for key in t.unique_with]
    firsts = [_is_first(t, key) for key in t.unique_with]
    return f"""
        WITH planned AS (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS planned(merge_id, survivor, retired)
        ), candidate AS (
            SELECT row.{t.primary_key} AS id, planned.merge_id, planned.survivor, {" AND ".join(firsts) or "TRUE"} AS is_first
            FROM {t.table} AS row JOIN planned ON row.{t.patient} = planned.retired
            WHERE {" AND ".join(free) or "TRUE"}
        ), moved AS (
            UPDATE {t.table} AS row SET {t.patient} = candidate.survivor{_pushed(t, "+")}
            FROM candidate WHERE row.{t.primary_key} = candidate.id AND candidate.is_first
            RETURNING row.{t.primary_key} AS id, candidate.merge_id
        ), listed AS (
            INSERT INTO patients_taken_rows (merge_id, "table", row_ids)
            SELECT merge_id, %s, array_agg(id::text ORDER BY id) FROM moved GROUP BY merge_id
        )
        SELECT count(*) FROM moved
    """


def _giving_back(t: MovedTable) -> str:
    free = [f"row.{side} <> card.retired" for side in t.other_sides]
    free += [_nobody_has(t, key, "card.retired") for key in t.unique_with]
    return f"""
        WITH taken AS (
            SELECT unnest(row_ids)::{t.key_type} AS id FROM patients_taken_rows WHERE merge_id = %s AND "table" = %s
        ), card AS (
            SELECT %s::bigint AS survivor, %s::bigint AS retired
        )
        UPDATE {t.table} AS row SET {t.patient} = card.retired{_pushed(t, "-")}
        FROM taken, card
        WHERE row.{t.primary_key} = taken.id AND row.{t.patient} = card.survivor AND {" AND ".join(free) or "TRUE"}
    """


def _handing_over(t: MovedTable) -> str:
    free = [f"row.{side} <> card.retired" for side in t.other_sides]
    free += [_nobody_has(t, key, "card.retired") for key in t.unique_with]
    return f"""
        WITH given AS (SELECT unnest(%s::text[])::{t.key_type} AS id), card AS (SELECT %s::bigint AS retired)
        UPDATE {t.table} AS row SET {t.patient} = card.retired
        FROM given, card
        WHERE row.{t.primary_key} = given.id AND row.{t.patient} = ANY(%s::bigint[]) AND {" AND ".join(free) or "TRUE"}
        RETURNING row.{t.primary_key}::text
    """


def _nobody_has(t: MovedTable, key: UniqueKey, card: str) -> str:
    same = "".join(f" AND own.{column} = row.{column}" for column in key.columns)
    taken = f"EXISTS (SELECT FROM {t.table} AS own WHERE own.{t.patient} = {card}{same} AND {_counts(t, key, 'own')})"
    return f"NOT ({_counts(t, key, 'row')} AND {taken})"


def _is_first(t: MovedTable, key: UniqueKey) -> str:
    """Of equal rows of several retired cards one goes to the survivor."""
    columns = "".join(f", row.{column}" for column in key.columns)
    counts = _counts(t, key, "row")
    among = f"PARTITION BY planned.survivor{columns}, {counts} ORDER BY planned.merge_id, row.{t.primary_key}"
    return f"(NOT {counts} OR row_number() OVER ({among}) = 1)"


def _counts(t: MovedTable, key: UniqueKey, row: str) -> str:
    """Whether the unique key speaks of this row."""
    if not key.condition:
        return "TRUE"
    return f"{row}.{t.primary_key} IN (SELECT {t.primary_key} FROM {t.table} WHERE {key.condition})"


def _pushed(t: MovedTable, sign: str) -> str:
    return f", {t.position} = greatest(0, row.{t.position} {sign} {BEHIND_THE_SURVIVORS})" if t.position else ""
