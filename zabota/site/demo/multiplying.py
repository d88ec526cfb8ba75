"""A large base for measuring, from a small demo: everybody once more under other numbers, with all their past visits.

Copies have the names, marks, consents and past visits of their originals, and telephones of their own. From today on
the clinic's days are those of the demo: doctors do not see more patients because there are more cards. For benches alone:
the rows are written past the commands, by the owner of the database.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import Connection, sql

from zabota.base.postgres.copying import copy_objects
from zabota.base.postgres.server import Server
from zabota.core.patients.models import ContactKind, ContactPoint
from zabota.core.patients.queries.contacts import tail_index, value_index

PATIENTS, VISITS = "patients_patient", "scheduling_appointment"
#: Which rows have copies, where not all have.
COPIED = {VISITS: "starts_at < current_date AND NOT must_enter_into_mis"}
#: Contacts are sealed under their own ids, so the program writes those.
TABLES = (
    PATIENTS,
    "patients_relation",
    "patients_mark",
    "patients_consent",
    "patients_patient_tag",
    VISITS,
)
OF_CARD = ("patient_id", "relative_id", "merged_into_id")
PORTION = 5_000

Connected = Connection[tuple[Any, ...]]


def multiply(*, times: int) -> None:
    """Each patient `times` over, the original counted."""
    with Server(settings.ZABOTA_HOME).connect(connection.settings_dict["NAME"]) as owner:
        step = _last(owner, PATIENTS)
        owner.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys are asked
        for table in TABLES:
            _copy(owner, table, times, cards=step)
        owner.execute("SELECT scheduling_sum_up((SELECT array_agg(id) FROM patients_patient))")
    contacts = _contacts(step, times)
    while portion := list(islice(contacts, PORTION)):
        with transaction.atomic():
            copy_objects(portion)


def _copy(owner: Connected, table: str, times: int, cards: int) -> None:
    columns = owner.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    is_numbered = ("id", "bigint") in columns
    shift = _last(owner, table) if is_numbered else 0
    values = {name: _value(table, name, kind) for name, kind in columns}
    owner.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS one, generate_series(1, %(copies)s) AS copy"
            " WHERE {copied}"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, values)),
            values=sql.SQL(", ").join(values.values()),
            copied=sql.SQL(COPIED.get(table, "true")),
        ),
        {"copies": times - 1, "own": shift, "cards": cards},
    )
    if is_numbered:
        owner.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {_last(owner, table)})")


def _value(table: str, name: str, kind: str) -> sql.Composable:
    column = sql.Identifier("one", name)
    if kind == "uuid" and name in ("id", "public_id"):
        return sql.SQL("gen_random_uuid()")
    if name == "moved_to_id":
        return sql.SQL("NULL::bigint")  # a visit that it was moved to may have no copy
    if kind == "bytea":
        return sql.SQL("''::bytea")  # sealed under the id of the original
    if name in OF_CARD or (name == "id" and table == PATIENTS):
        return sql.SQL("{} + copy * %(cards)s::bigint").format(column)
    if name == "id":
        return sql.SQL("{} + copy * %(own)s::bigint").format(column)
    if name in ("card_number", "source_key"):
        return sql.SQL("{} || '-' || copy").format(column)
    return column


def _last(owner: Connected, table: str) -> int:
    found = owner.execute(sql.SQL("SELECT max(id) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found and found[0] else 0


def _contacts(step: int, times: int) -> Iterator[ContactPoint]:
    for number, known in enumerate(ContactPoint.objects.filter(patient_id__lte=step).order_by("pk")):
        for copy in range(1, times):
            yield _contact(known, known.patient_id + copy * step, number * times + copy)


def _contact(known: ContactPoint, patient_id: int, number: int) -> ContactPoint:
    is_phone = known.kind == ContactKind.PHONE
    value = f"+799{number:08d}" if is_phone else f"{number}@example.org"
    return ContactPoint(
        patient_id=patient_id,
        kind=known.kind,
        value=value,
        value_index=value_index(value),
        tail_index=tail_index(known.kind, value),
        belongs_to=known.belongs_to,
        state=known.state,
        position=known.position,
    )
