"""Guessing is slowed down by what is guessed at, never by the address it comes from (T31, T32)."""

from datetime import timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zabota.base.accounts.models import AttemptCount
from zabota.base.postgres.sealed import blind_index
from zabota.lib.errors import Refused

FREE_FAILURES = 5
LONGEST_CLOSURE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class TooManyAttempts(Refused):
    """The door is closed for a while; `wait` says how long."""

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, ceil(wait / timedelta(minutes=1)))
        super().__init__(
            ngettext(
                "Too many attempts. Try again in %(minutes)d minute.",
                "Too many attempts. Try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )
        self.wait = wait


class ClosedUntilPassword(Refused):
    def __init__(self) -> None:
        super().__init__(_("Too many wrong PINs. Sign in with the password; after that the PIN works again."))


def count_attempt(kind: str, name: str) -> None:
    """Count an attempt as failed before it is checked, so that parallel guesses are counted too.

    Five failures are free; then the door closes for 1, 2, 4, 8, 15 minutes. `forget_attempts` takes the count back.
    """
    with transaction.atomic():
        count = _locked(kind, name)
        now = timezone.now()
        if count.closed_until and count.closed_until > now:
            raise TooManyAttempts(count.closed_until - now)
        count.failures = 1 if now - count.last_at > FORGOTTEN_AFTER else count.failures + 1
        count.last_at = now
        excess = count.failures - FREE_FAILURES
        count.closed_until = now + min(timedelta(minutes=2 ** min(excess, 4)), LONGEST_CLOSURE) if excess >= 0 else None
        count.save()


def count_pin_attempt(name: str) -> None:
    """Ten thousand PINs are few: after five wrong ones only a password opens the door again."""
    with transaction.atomic():
        count = _locked("pin", name)
        if count.failures >= FREE_FAILURES:
            raise ClosedUntilPassword
        count.failures += 1
        count.last_at = timezone.now()
        count.save()


def forget_attempts(kind: str, name: str) -> None:
    AttemptCount.objects.filter(key=_key(kind, name)).delete()


def forget_old_attempts() -> None:
    """Failures a day old count no more. A PIN that was closed stays closed: only the password opens it."""
    old = AttemptCount.objects.filter(last_at__lt=timezone.now() - FORGOTTEN_AFTER)
    old.exclude(closed_until=None, failures__gte=FREE_FAILURES).delete()


def _locked(kind: str, name: str) -> AttemptCount:
    key = _key(kind, name)
    AttemptCount.objects.bulk_create([AttemptCount(key=key, last_at=timezone.now())], ignore_conflicts=True)
    return AttemptCount.objects.select_for_update().get(key=key)


def _key(kind: str, name: str) -> bytes:
    return blind_index(f"{kind}:{name.strip().casefold()}", label="accounts.attempts")
