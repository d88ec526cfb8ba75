"""Marks of the card: with a reason and an end, lifted but never deleted (R036, R037)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import MarkLifted, MarkPlaced
from zabota.core.patients.models import Mark, MarkKind, Patient
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

NEEDS_REASON = (MarkKind.DO_NOT_CONTACT, MarkKind.CONTACT_AFTER, MarkKind.CONFLICT)


class MarkIsUnclear(Refused):
    """Whoever reads the mark later must learn why it stands and until when."""


@transaction.atomic
def place_mark(
    *,
    patient: Patient,
    kind: str,
    by: Actor,
    reason: str = "",
    until: date | None = None,
    note: str = "",
    source: str = "",
) -> Mark:
    """Place a mark that holds through `until` (for ever without one). The same kind again replaces the one in force.

    "Do not contact", "contact after" and "conflict" need a reason, "contact after" an end too.
    """
    patient = locked(patient)
    _check(kind, reason, until)
    for earlier in patient.marks.filter(kind=kind, lifted_at__isnull=True):
        _lift(earlier, by)
    mark = Mark(
        patient=patient,
        kind=kind,
        reason=reason.strip()[:60],
        until=until,
        note=note.strip(),
        source=source,
        placed_by_id=by.user_id,
    )
    mark.save(force_insert=True)
    record(MarkPlaced(patient_id=patient.pk, mark_id=str(mark.pk), mark_kind=kind), by=by)
    return mark


def _check(kind: str, reason: str, until: date | None) -> None:
    if kind in NEEDS_REASON and not reason.strip():
        raise MarkIsUnclear(_("Write the reason."), field="reason")
    if kind == MarkKind.CONTACT_AFTER and until is None:
        raise MarkIsUnclear(_("Until which day should nobody disturb?"), field="until")
    if until is not None and until < timezone.localdate():
        raise MarkIsUnclear(_("This day has passed."), field="until")


@transaction.atomic
def lift_mark(*, mark: Mark, by: Actor) -> None:
    patient = locked(mark.patient)
    current = patient.marks.get(pk=mark.pk)
    if current.lifted_at is None:
        _lift(current, by)


def _lift(mark: Mark, by: Actor) -> None:
    mark.lifted_at = timezone.now()
    mark.save(update_fields=["lifted_at"])
    record(MarkLifted(patient_id=mark.patient_id, mark_id=str(mark.pk), mark_kind=mark.kind), by=by)
