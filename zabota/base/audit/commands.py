"""Keep who looked at what."""

from collections.abc import Iterable

from zabota.base.audit.models import Action, AuditEntry
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
) -> AuditEntry:
    """One row for one read, reveal, export, denial or sign-in, in the running transaction.

    The address and the request's id are those of the request being answered.
    """
    origin = current_origin.get()
    return AuditEntry.objects.create(
        action=action,
        actor_kind=by.kind,
        actor_id=by.user_id,
        branch_id=by.branch_id,
        patient_id=patient_id,
        object_type=object_type,
        object_id=str(object_id),
        fields=list(fields),
        reason=reason,
        address=origin.address,
        request_id=origin.request_id,
    )
