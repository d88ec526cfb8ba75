"""Keep who looked at what."""

from collections.abc import Iterable, Sequence
from typing import Any

from zabota.base.audit.models import Action, AuditEntry, AuditWords
from zabota.base.audit.origin import current_origin
from zabota.lib.actors import Actor


def keep_audit(
    action: Action,
    *,
    by: Actor,
    object_type: str = "",
    object_id: object = "",
    patient_id: int | None = None,
    fields: Iterable[str] = (),
    reason: str = "",
    words: str = "",
) -> AuditEntry:
    """One row for one read, reveal, export, denial or sign-in, in the running transaction.

    `reason` is a code, `words` what the person himself wrote: they are sealed, and go when the patient is erased. The
    address and the request's id are those of the request being answered.
    """
    entry = _entry(
        action, by, object_type=object_type, object_id=str(object_id), patient_id=patient_id, fields=list(fields),
        reason=reason,
    )  # fmt: skip
    entry.save(force_insert=True)
    if words:
        AuditWords.objects.create(entry=entry, text=words)
    return entry


def keep_readings(
    read: Iterable[tuple[int, object]], *, by: Actor, object_type: str, fields: Iterable[str] = ()
) -> None:
    """A row of reading for each (patient's id, object's id), in one statement."""
    names = list(fields)
    AuditEntry.objects.bulk_create(
        _entry(Action.READ, by, object_type=object_type, object_id=str(object_id), patient_id=patient_id, fields=names)
        for patient_id, object_id in read
    )


def _entry(action: Action, by: Actor, **told: Any) -> AuditEntry:
    """By whom, and in the request that is being answered."""
    origin = current_origin.get()
    return AuditEntry(
        action=action,
        actor_kind=by.kind,
        actor_id=by.user_id,
        branch_id=by.branch_id,
        address=origin.address,
        request_id=origin.request_id,
        **told,
    )


def forget_words(patient_ids: Sequence[int]) -> int:
    """Remove what people wrote about these patients; the rows themselves stay. Returns how many had words."""
    return AuditWords.objects.filter(entry__patient_id__in=patient_ids).delete()[0]
