"""A shared desk computer: a senior trusts its browser once, then its people take turns by PIN."""

import secrets

from django.db import transaction
from django.utils import timezone

from zabota.base.accounts.commands.pins import WrongPin, prove_pin
from zabota.base.accounts.events import DeskClosed, DeskTrusted
from zabota.base.accounts.models import Desk, User
from zabota.base.accounts.queries import desk_secret_hash, people_of_desk
from zabota.base.events.commands import record
from zabota.lib.actors import Actor


@transaction.atomic
def trust_desk(*, name: str, branch_id: int, trusted_by: User, by: Actor) -> tuple[Desk, str]:
    """Returns the desk and the secret that its browser keeps in a cookie; we keep only a keyed hash."""
    secret = secrets.token_urlsafe(32)
    desk = Desk.objects.create(
        name=name, branch_id=branch_id, trusted_by=trusted_by, secret_hash=desk_secret_hash(secret)
    )
    record(DeskTrusted(desk_id=desk.pk, branch_id=branch_id), by=by)
    return desk, secret


@transaction.atomic
def close_desk(*, desk: Desk, by: Actor) -> None:
    """Nobody enters by PIN there any more; who is in stays in."""
    if desk.closed_at is None:
        desk.closed_at = timezone.now()
        desk.save(update_fields=["closed_at"])
        record(DeskClosed(desk_id=desk.pk, branch_id=desk.branch_id), by=by)


def person_by_pin(*, desk: Desk, user_public_id: object, pin: str) -> User:
    """The person of this desk whose PIN this is; refuses alike for a wrong PIN and for somebody who is not of the desk."""
    user = next((each for each in people_of_desk(desk) if str(each.public_id) == str(user_public_id)), None)
    if user is None:
        raise WrongPin
    prove_pin(user, pin)
    return user
