"""Accounts come and go; what their holders may do is `staff`'s."""

import uuid

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.commands.passwords import check_password_strength
from zabota.base.accounts.events import UserChanged, UserCreated, UserDeactivated, UserReactivated
from zabota.base.accounts.models import User
from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class LoginIsTaken(Refused):
    def __init__(self) -> None:
        super().__init__(_("Somebody signs in under this login already."), field="login")


@transaction.atomic
def create_user(
    *,
    login: str,
    full_name: str,
    password: str,
    by: Actor,
    email: str = "",
    language: str = "ru",
    must_change_password: bool = False,
    is_demo: bool = False,
    password_hash: str = "",
) -> User:
    """`password_hash` is that of this password, made once where many accounts share it (the demo's)."""
    user = User(
        login=login.strip(),
        full_name=full_name,
        email=email,
        language=language,
        must_change_password=must_change_password,
        is_demo=is_demo,
    )
    check_password_strength(password, user)
    user.password = password_hash or make_password(password)
    _save(user, None)
    record(UserCreated(user_id=user.pk), by=by)
    return user


@transaction.atomic
def change_user(*, user: User, by: Actor, **values: str) -> None:
    """Change login, name, e-mail, language or appearance; only what differs is recorded, by field name."""
    changed = sorted(name for name, value in values.items() if getattr(user, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(user, name, values[name])
    _save(user, changed)
    record(UserChanged(user_id=user.pk, fields=changed), by=by)


@transaction.atomic
def deactivate_user(*, user: User, by: Actor) -> None:
    """From the next request on no session of this person answers (T8)."""
    if by.user_id == user.pk:
        raise Refused(_("Nobody closes his own account."))
    if user.is_active:
        user.is_active, user.session_stamp = False, uuid.uuid4()
        user.save(update_fields=["is_active", "session_stamp"])
        record(UserDeactivated(user_id=user.pk), by=by)


@transaction.atomic
def reactivate_user(*, user: User, by: Actor) -> None:
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(UserReactivated(user_id=user.pk), by=by)


def _save(user: User, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=fields)
    except IntegrityError as error:
        raise LoginIsTaken from error
