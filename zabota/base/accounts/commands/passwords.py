"""Passwords: chosen by their owners, or given once by whoever administers."""

import secrets
import uuid

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.events import PasswordChanged, PasswordReset
from zabota.base.accounts.models import User
from zabota.base.accounts.throttling import count_attempt, forget_attempts
from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

ONE_TIME_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class WeakPassword(Refused):
    """The password is easy to guess; the message says why."""


class WrongPassword(Refused):
    def __init__(self, field: str = "password") -> None:
        super().__init__(_("This is not your password."), field=field)


def check_password_strength(password: str, user: User, *, field: str = "password") -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field=field) from error


def prove_password(user: User, password: str, *, field: str = "password") -> None:
    """Refuses unless this is the user's password; wrong ones are counted together with those of the sign-in."""
    count_attempt("password", user.login)
    if not user.check_password(password):
        raise WrongPassword(field)
    forget_attempts("password", user.login)


def change_password(*, user: User, current: str, new: str, by: Actor) -> None:
    """Ends all sessions of the user; the caller keeps its own with `keep_session` (T65)."""
    prove_password(user, current, field="current")
    check_password_strength(new, user, field="new")
    if new == current:
        raise WeakPassword(_("The new password is the old one."), field="new")
    with transaction.atomic():
        _set(user, new, must_change=False)
        record(PasswordChanged(user_id=user.pk), by=by)


@transaction.atomic
def give_one_time_password(*, user: User, by: Actor) -> str:
    """A password to be told to the person, who must choose another one at once; returned here and kept nowhere."""
    password = one_time_password()
    _set(user, password, must_change=True)
    forget_attempts("password", user.login)
    record(PasswordReset(user_id=user.pk), by=by)
    return password


def one_time_password() -> str:
    """`k7qm-9zt2-x4hd`: easy to read aloud, 59 bits."""
    letters = [secrets.choice(ONE_TIME_ALPHABET) for _position in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _set(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.session_stamp = uuid.uuid4()
    user.save(update_fields=["password", "must_change_password", "session_stamp"])
