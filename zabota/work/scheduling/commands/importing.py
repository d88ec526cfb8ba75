"""Bring appointments from a file or a bridge: many at once, by their key, and the same ones again change nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from zabota.base.events.commands import record
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.lib.actors import Actor
from zabota.work.scheduling.events import ImportedAppointmentsRemoved
from zabota.work.scheduling.models import Appointment

BATCH = 5000
COMMENT = Appointment._meta.get_field("comment")


@dataclass(frozen=True, slots=True)
class ImportedAppointment:
    """A line of a journal. `source_key` (at most 80 characters) is the same whenever the same line comes again.

    `at` is None where only the day is known; day and time are those of the branch. `amount` is in the clinic's currency.
    `status` and `cancelled_by` are values of `Status` and `CancelledBy`.
    """

    source_key: str
    patient_id: int
    on: date
    at: time | None = None
    branch_id: int | None = None
    doctor_id: int | None = None
    service_id: int | None = None
    minutes: int = 30
    status: str = "completed"
    cancelled_by: str = ""
    cancel_reason: str = ""
    late_minutes: int | None = None
    amount: Decimal | None = None
    booked_by: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    created: int
    changed: int
    unchanged: int


def import_appointments(rows: Iterable[ImportedAppointment], *, source: str, by: Actor) -> ImportResult:
    """Add new lines and change those whose content differs. History takes nobody's time: no occupancy is made.

    `source` names the batch (an import's public id); it stays with the lines that this batch created or changed. Records
    no fact: the batch is one, told by whoever runs it. Of lines that repeat a key the last one counts. Memory is bounded
    by `BATCH` lines.
    """
    with transaction.atomic():
        total = created = changed = 0
        for batch in _batches(rows):
            added, touched = _write(batch, source)
            if touched:
                refresh_completeness({row.patient_id for row in batch})
            total, created, changed = total + len(batch), created + added, changed + touched - added
        return ImportResult(created, changed, total - created - changed)


@transaction.atomic
def remove_imported_appointments(*, source: str, by: Actor) -> int:
    """Undo a batch: remove the lines that it brought; returns how many."""
    imported = Appointment.objects.filter(source=source).exclude(source="")
    patient_ids = set(imported.values_list("patient_id", flat=True))
    removed, _by_model = imported.delete()
    if removed:
        refresh_completeness(patient_ids)
        record(ImportedAppointmentsRemoved(source, removed), by=by, triggers=False)
    return removed


def _batches(rows: Iterable[ImportedAppointment]) -> Iterator[list[ImportedAppointment]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield list({row.source_key: row for row in batch}.values())


def _write(batch: list[ImportedAppointment], source: str) -> tuple[int, int]:
    """Returns how many lines were added and how many were added or changed."""
    public_ids, comments = _sealed_comments(batch)
    columns: list[Any] = [
        public_ids,
        comments,
        *([getattr(row, name) for row in batch] for name in _COPIED),
        [row.on for row in batch],
        [row.at for row in batch],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [*columns, settings.TIME_ZONE, source])
        added, written = cursor.fetchone()
        return added, written


def _sealed_comments(batch: list[ImportedAppointment]) -> tuple[list[UUID], list[bytes]]:
    """The row id and the cipher text of each line. A comment that did not change keeps its old cipher text."""
    commented = [row.source_key for row in batch if row.comment]
    stored = Appointment.objects.filter(source_key__in=commented).only("public_id", "comment", "source_key")
    known = {each.source_key: each for each in stored}
    sealed = [_sealed_comment(row.comment, known.get(row.source_key)) for row in batch]
    return [public_id for public_id, _comment in sealed], [comment for _public_id, comment in sealed]


def _sealed_comment(comment: str, stored: Appointment | None) -> tuple[UUID, bytes]:
    """With the row id that a line gets if it is new; a line that is known keeps its own."""
    if not comment:
        return uuid4(), b""
    appointment = stored or Appointment(public_id=uuid4())
    cipher_text = bytes(appointment.__dict__["comment"]) if stored else b""
    if not stored or appointment.comment != comment:
        cipher_text = COMMENT.sealed(comment, appointment)
    return appointment.public_id, cipher_text


#: Columns taken from the line as they are, with their types in the database.
_COPIED = {
    "source_key": "text",
    "patient_id": "bigint",
    "branch_id": "bigint",
    "doctor_id": "bigint",
    "service_id": "bigint",
    "minutes": "smallint",
    "status": "text",
    "cancelled_by": "text",
    "cancel_reason": "text",
    "late_minutes": "smallint",
    "amount": "numeric",
    "booked_by": "text",
}
_WRITTEN = [*_COPIED, "comment", "has_time", "starts_at", "wall_start"]
_COMPARED = [name for name in _WRITTEN if name != "source_key"]
_UPSERT = f"""
    WITH written AS (
        INSERT INTO scheduling_appointment AS kept
            (public_id, {", ".join(_WRITTEN)}, source, must_enter_into_mis)
        SELECT line.public_id, {", ".join(f"line.{name}" for name in _COPIED)}, line.comment, line."at" IS NOT NULL,
            (line."on" + coalesce(line."at", time '12:00')) AT TIME ZONE coalesce(branch.time_zone, clinic.zone),
            to_char(line."on", 'YYYY-MM-DD') || coalesce(to_char(line."at", ' HH24:MI'), ''),
            clinic.source, false
        FROM unnest(
            %s::uuid[], %s::bytea[], {", ".join(f"%s::{kind}[]" for kind in _COPIED.values())}, %s::date[], %s::time[]
        ) AS line (public_id, comment, {", ".join(_COPIED)}, "on", "at")
        CROSS JOIN (SELECT %s::text AS zone, %s::text AS source) AS clinic
        LEFT JOIN practice_branch AS branch ON branch.id = line.branch_id
        ON CONFLICT (source_key) DO UPDATE SET
            ({", ".join(_COMPARED)}, source, status_at) =
            ROW ({", ".join(f"excluded.{name}" for name in _COMPARED)}, excluded.source,
                CASE WHEN kept.status = excluded.status THEN kept.status_at ELSE statement_timestamp() END)
        WHERE ({", ".join(f"kept.{name}" for name in _COMPARED)})
            IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _COMPARED)})
        RETURNING (xmax = 0) AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FROM written
"""
