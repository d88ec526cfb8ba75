"""A request that a browser or an application sends again has one effect and the same answer; another one under its key is
refused (F20)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.postgres.sealed import blind_index
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.occupying import Wanted
from zabota.work.scheduling.models import AnsweredRequest

T = TypeVar("T", bound=models.Model)

KEPT = timedelta(days=30)


class AnotherRequest(Refused):
    """The key of a request came again with something else in it, or after its effect was taken back."""


@dataclass(frozen=True)
class Request:
    """A command with everything that it was asked for. Without a key it is never known again."""

    key: UUID | None
    body: bytes

    @classmethod
    def of(cls, key: UUID | None, command: str, **asked: Any) -> "Request":
        told = json.dumps([command, asked], default=_as_told, sort_keys=True) if key else ""
        return cls(key, blind_index(told, label="scheduling.request") if key else b"")

    def answer(self) -> int | None:
        """The id of what this request made before, once whoever answers it at this moment has ended; None the first time.

        Raises AnotherRequest.
        """
        if self.key is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(self.key)])
        known = AnsweredRequest.objects.filter(key=self.key).first()
        if known is not None and bytes(known.body) != self.body:
            raise AnotherRequest(_("This request was sent before with another wish. Start anew."))
        return known.answer if known else None

    def answered(self, answer: int) -> list[AnsweredRequest]:
        """What is to be kept together with what was made."""
        return [AnsweredRequest(key=self.key, body=self.body, answer=answer)] if self.key else []

    def keep(self, answer: int) -> None:
        AnsweredRequest.objects.bulk_create(self.answered(answer))


def made_before(rows: "models.QuerySet[T]", answer: int) -> T:
    """What a request made before. Raises AnotherRequest where it was taken back since."""
    found = rows.filter(pk=answer).first()
    if found is None:
        raise AnotherRequest(_("What this request made was taken back since. Start anew."))
    return found


def forget_old_requests() -> int:
    """Remove keys that nobody sends again any more; returns how many."""
    return AnsweredRequest.objects.filter(answered_at__lt=timezone.now() - KEPT).delete()[0]


def _as_told(value: Any) -> Any:
    if isinstance(value, Wanted):
        parts = (value.doctor, value.branch, value.starts_at, value.minutes, value.service, value.kind)
        return [*parts, value.is_over_schedule, value.place]
    if isinstance(value, models.Model):
        return value.pk
    return value.timestamp() if isinstance(value, datetime) else str(value)
