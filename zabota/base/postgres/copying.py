"""Insert many rows by COPY: several times faster than INSERT, with the same fields, sealed ones included."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

Row = TypeVar("Row", bound=models.Model)


def copy_objects(objects: Iterable[Row], *, ignore_conflicts: bool = False) -> list[Row]:
    """Insert new objects of one model in the running transaction; serial primary keys are drawn first and set on them.

    Like `bulk_create`: `save()` is not called. A row that breaks a unique key is left out with `ignore_conflicts`, and
    raises IntegrityError without.
    """
    rows = list(objects)
    if not rows:
        return rows
    _draw_ids(rows)
    table = sql.Identifier(rows[0]._meta.db_table)
    fields: list[Any] = [field for field in rows[0]._meta.concrete_fields if not _is_left_to_database(field, rows[0])]
    columns = sql.Composed([sql.Identifier(field.column) for field in fields]).join(", ")
    if ignore_conflicts:
        _copy_past_conflicts(table, columns, fields, rows)
    else:
        _copy(table, columns, fields, rows)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _copy_past_conflicts(table: sql.Identifier, columns: sql.Composed, fields: Sequence[Any], rows: list[Row]) -> None:
    waiting = sql.Identifier("rows_to_insert")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE {} AS SELECT {} FROM {} LIMIT 0").format(waiting, columns, table))
        _copy(waiting, columns, fields, rows)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT DO NOTHING").format(
                table, columns, columns, waiting
            )
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(waiting))


def _copy(table: sql.Identifier, columns: sql.Composed, fields: Sequence[Any], rows: list[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
    stored = [_stored(field, rows) for field in fields]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for values in zip(*stored, strict=True):
            copy.write_row(values)


def _draw_ids(rows: Sequence[Row]) -> None:
    key = rows[0]._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField):
        return
    missing = [row for row in rows if row.pk is None]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [rows[0]._meta.db_table, key.column, len(missing)],
        )
        for row, (drawn,) in zip(missing, cursor.fetchall(), strict=True):
            row.pk = drawn


def _is_left_to_database(field: Any, row: models.Model) -> bool:
    return field.generated or isinstance(row.__dict__.get(field.attname), DatabaseDefault)


#: What the database takes from an attribute as it stands, by the field's own class and the value's.
_AS_IT_STANDS: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.SmallIntegerField: int,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.AutoField: int,
    models.BigAutoField: int,
    models.FloatField: float,
    models.DecimalField: Decimal,
    models.DateField: date,
    models.TimeField: time,
    models.DateTimeField: datetime,
    models.UUIDField: UUID,
    models.BinaryField: bytes,
}


def _stored(field: Any, rows: Sequence[models.Model]) -> list[Any]:
    """The column of a field. Only values that have to be converted go the long way through Django, one by one."""
    if not _is_filled_in_when_saved(field):
        values = [row.__dict__[field.attname] for row in rows]
        if {*map(type, values)} <= {_AS_IT_STANDS.get(_class_of_values(field)), type(None)}:
            return values
    database = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(field.pre_save(row, add=True), database) for row in rows]


def _class_of_values(field: Any) -> type:
    return type(field.target_field if isinstance(field, models.ForeignKey) else field)


def _is_filled_in_when_saved(field: Any) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
