"""The second factor: a phone that makes codes, and ten codes on paper (T64)."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.events import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorRemoved,
    SecondFactorSet,
)
from zabota.base.accounts.models import RecoveryCode, SecondFactor, User
from zabota.base.accounts.one_time_codes import (
    RECOVERY_LETTERS,
    new_recovery_codes,
    new_secret,
    normal_recovery_code,
    step_of,
)
from zabota.base.accounts.throttling import count_attempt, forget_attempts
from zabota.base.events.commands import record
from zabota.base.postgres.sealed import blind_index
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class WrongCode(Refused):
    def __init__(self) -> None:
        super().__init__(_("This code does not fit. Take the next one that the phone shows."), field="code")


@transaction.atomic
def begin_second_factor(*, user: User) -> SecondFactor:
    """A new secret that counts for nothing until a code made from it is typed back."""
    if user.has_second_factor:
        raise Refused(_("A second factor is set up already."))
    factor, _is_new = SecondFactor.objects.get_or_create(user=user)
    factor.secret = new_secret()
    factor.save(update_fields=["secret"])
    return factor


def confirm_second_factor(*, user: User, code: str, by: Actor) -> list[str]:
    """Ends all sessions of the user; the caller keeps its own. Returns the recovery codes, shown this once."""
    count_attempt("code", user.login)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
        if factor is None:
            raise Refused(_("Begin again: there is no phone to confirm."))
        _spend_step(factor, code)
        factor.confirmed_at = timezone.now()
        factor.save(update_fields=["confirmed_at"])
        user.session_stamp = uuid.uuid4()
        user.save(update_fields=["session_stamp"])
        user.second_factor = factor
        record(SecondFactorSet(user_id=user.pk), by=by)
        codes = make_recovery_codes(user=user, by=by)
    forget_attempts("code", user.login)
    return codes


def pass_second_factor(*, user: User, code: str) -> None:
    """Refuses unless `code` is fresh and right, or is an unused recovery code; either works once."""
    count_attempt("code", user.login)
    with transaction.atomic():
        if len(normal_recovery_code(code)) == RECOVERY_LETTERS:
            _spend_recovery_code(user, code)
        else:
            factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
            if factor is None:
                raise WrongCode
            _spend_step(factor, code)
    forget_attempts("code", user.login)


@transaction.atomic
def make_recovery_codes(*, user: User, by: Actor) -> list[str]:
    """Ten new codes; the former ones stop working."""
    codes = new_recovery_codes()
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes])
    record(RecoveryCodesMade(user_id=user.pk), by=by)
    return codes


@transaction.atomic
def remove_second_factor(*, user: User, by: Actor) -> None:
    """The phone was lost: all sessions end, and whoever must have a second factor sets up a new one at the next sign-in."""
    user.recovery_codes.all().delete()
    SecondFactor.objects.filter(user=user).delete()
    user.session_stamp = uuid.uuid4()
    user.save(update_fields=["session_stamp"])
    record(SecondFactorRemoved(user_id=user.pk), by=by)


def _spend_step(factor: SecondFactor, code: str) -> None:
    typed = "".join(code.split())
    step = step_of(typed, secret=factor.secret, at=timezone.now().timestamp())
    if step is None or step <= factor.last_step:
        raise WrongCode
    factor.last_step = step
    factor.save(update_fields=["last_step"])


def _spend_recovery_code(user: User, code: str) -> None:
    unused = user.recovery_codes.filter(used_at=None)
    if not unused.filter(code_hash=_hash(user, code)).update(used_at=timezone.now()):
        raise WrongCode
    record(RecoveryCodeUsed(user_id=user.pk, left=unused.count()), by=user.as_actor())


def _hash(user: User, code: str) -> bytes:
    return blind_index(f"{user.pk}:{normal_recovery_code(code)}", label="accounts.recovery_code")
