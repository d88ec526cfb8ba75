"""Keeps what happens at the door."""

from zabota.base.accounts.registry import AtTheDoor, witnesses
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action

ACTIONS = {
    "sign_in": Action.SIGN_IN,
    "failed": Action.FAILED,
    "sign_out": Action.SIGN_OUT,
    "switch": Action.SWITCH,
    "lock": Action.LOCK,
    "unlock": Action.UNLOCK,
}


def keep(what: AtTheDoor) -> None:
    action = ACTIONS[what.happening]
    keep_audit(action, by=what.by, object_type="user", object_id=what.user_public_id, reason=what.reason)


witnesses.register("audit", keep)
