"""How many one-time codes may still be asked for (T31)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from zabota.outreach.messaging.models import OneTimeCode


@dataclass(frozen=True)
class Limit:
    """So many codes within `span`."""

    count: int
    span: timedelta


BETWEEN_TWO = Limit(1, timedelta(seconds=60))
OF_A_PHONE = Limit(5, timedelta(days=1))
OF_AN_ASKER = Limit(20, timedelta(days=1))
OF_ALL = Limit(200, timedelta(hours=1))


def wait_for_code(phone_index: bytes, asker_index: bytes | None, now: datetime) -> timedelta | None:
    """How long until another code may be sent to this phone for this asker; None: at once."""
    codes = OneTimeCode.objects.all()
    of_phone = codes.filter(phone_index=phone_index)
    of_asker = codes.filter(asker_index=asker_index) if asker_index else codes.none()
    asked = ((of_phone, BETWEEN_TWO), (of_phone, OF_A_PHONE), (of_asker, OF_AN_ASKER), (codes, OF_ALL))
    waits = [wait for rows, limit in asked if (wait := _wait(rows, limit, now))]
    return max(waits, default=None)


def _wait(rows: QuerySet[OneTimeCode], limit: Limit, now: datetime) -> timedelta | None:
    """Until the oldest of the last `count` codes is `span` old."""
    within = rows.filter(created_at__gt=now - limit.span).order_by("-created_at")
    oldest = within.values_list("created_at", flat=True)[limit.count - 1 : limit.count].first()
    return oldest + limit.span - now if oldest else None
