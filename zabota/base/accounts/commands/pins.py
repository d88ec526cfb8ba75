"""A short number by which a person takes over a shared desk computer; nowhere else does it open anything."""

import re

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.events import PinRemoved, PinSet
from zabota.base.accounts.models import User
from zabota.base.accounts.throttling import count_pin_attempt, forget_attempts
from zabota.base.events.commands import record
from zabota.base.postgres.sealed import blind_index
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

OBVIOUS = re.compile(r"(\d)\1+|0?1234(5(6(7(8)?)?)?)?|(9876|8765|7654|6543|5432|4321)\d*|(19|20)\d\d")


class WrongPin(Refused):
    def __init__(self) -> None:
        super().__init__(_("Wrong PIN."), field="pin")


def set_pin(*, user: User, pin: str, by: Actor) -> None:
    """Four to eight digits, not an obvious row. Whoever signs in with two factors has no PIN."""
    if may_not_use_pin(user):
        raise Refused(_("Whoever signs in with a code from the phone cannot have a PIN."), field="pin")
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        raise Refused(_("Four to eight digits."), field="pin")
    if OBVIOUS.fullmatch(pin):
        raise Refused(_("Too easy to guess: no rows, repetitions or years."), field="pin")
    with transaction.atomic():
        user.pin_hash = make_password(_peppered(user, pin))
        user.save(update_fields=["pin_hash"])
        forget_attempts("pin", user.login)
        record(PinSet(user_id=user.pk), by=by)


@transaction.atomic
def remove_pin(*, user: User, by: Actor) -> None:
    if user.has_pin:
        user.pin_hash = ""
        user.save(update_fields=["pin_hash"])
        record(PinRemoved(user_id=user.pk), by=by)


def prove_pin(user: User, pin: str) -> None:
    count_pin_attempt(user.login)
    if may_not_use_pin(user) or not user.has_pin or not check_password(_peppered(user, pin), user.pin_hash):
        raise WrongPin
    forget_attempts("pin", user.login)


def may_not_use_pin(user: User) -> bool:
    """Whoever is bound to two factors is never let in by one (T64)."""
    return user.has_second_factor or user.must_change_password or Access(user).must_have_second_factor


def _peppered(user: User, pin: str) -> str:
    """Ten thousand PINs are tried in a moment against a plain hash; this one also needs the key file."""
    return blind_index(f"{user.pk}:{pin}", label="accounts.pin").hex()
