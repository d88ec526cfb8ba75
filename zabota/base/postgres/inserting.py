"""Insert rows of several tables in one round trip."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import InsertQuery


def insert_together(rows: Iterable[models.Model]) -> None:
    """Insert new objects of any models, in their order, in the running transaction.

    Like `bulk_create`: `save()` is not called. Rows that point at each other have their primary keys already; a key that
    is missing, and whatever the database fills in, is not read back.
    """
    statements, values = [], []
    inserted = list(rows)
    for _model, same in groupby(inserted, key=type):
        sql, parameters = _statement(list(same))
        statements.append(sql)
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), values)
    for row in inserted:
        row._state.adding, row._state.db = False, connection.alias


def _statement(rows: list[models.Model]) -> tuple[str, list[Any]]:
    model = type(rows[0])
    query = InsertQuery(model)
    query.insert_values([field for field in model._meta.concrete_fields if not _is_left_out(field, rows[0])], rows)
    [(sql, parameters)] = query.get_compiler(connection=connection).as_sql()
    return sql, list(parameters)


def _is_left_out(field: Any, row: models.Model) -> bool:
    value = row.__dict__.get(field.attname)
    return field.generated or isinstance(value, DatabaseDefault) or (field.primary_key and value is None)
