"""How much one address may send and hold: the public door stays open for people and is tedious for programs (T30)."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.postgres.sealed import blind_index
from zabota.front.portal.models import AddressCount, OnlineBooking
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import AHEAD, Hold, HoldPurpose, HoldState, Shift

HOUR = timedelta(hours=1)
#: What is sent from one address within an hour: a household, an office behind one address.
AN_HOUR = {"post": 120, "callback": 6, "step": 240}
OPEN_HOLDS, HOLDS_A_DAY = 3, 40
BOOKINGS_OF_A_PHONE = 3
#: Of a day's time, how much may be held by people who have not proved a phone; never fewer than so many.
HELD_SHARE, HELD_AT_LEAST = 0.05, 3
USUAL_MINUTES = 30


class TooOften(Refused):
    """The address has used up what an hour allows."""

    def __init__(self) -> None:
        super().__init__(_("Too many requests from your address. Try again in an hour or call the clinic."))


class TooManyBookings(Refused):
    pass


def count_request(kind: str, address: str) -> None:
    """Count something sent from an address; raises TooOften."""
    if not may_send(kind, address):
        raise TooOften


@transaction.atomic
def may_send(kind: str, address: str) -> bool:
    """Counts, and says whether it is still within the hour's limit."""
    now = timezone.now()
    key = blind_index(f"{kind}:{address}", label="portal.address")
    AddressCount.objects.bulk_create([AddressCount(key=key, since=now)], ignore_conflicts=True)
    count = AddressCount.objects.select_for_update().get(key=key)
    if now - count.since >= HOUR:
        count.since, count.count = now, 0
    count.count += 1
    count.save()
    return count.count <= AN_HOUR[kind]


def forget_old_counts() -> int:
    """Counts of an hour that is over; returns how many."""
    return AddressCount.objects.filter(since__lt=timezone.now() - HOUR).delete()[0]


def holder_of(address: str) -> str:
    """An address as it stands at a hold: a keyed hash."""
    return blind_index(address, label="portal.holder").hex()


def refuse_hoarding(holder: str, day: date) -> None:
    """Raises TooManyBookings where this holder, or all unknown ones together, hold too much. Within a transaction."""
    _one_at_a_time()
    online = Hold.objects.filter(purpose=HoldPurpose.ONLINE)
    still_open = online.filter(state=HoldState.OPEN, until__gt=timezone.now())
    own_today = online.filter(holder=holder, created_at__gt=timezone.now() - timedelta(days=1)).count()
    if own_today >= HOLDS_A_DAY or still_open.filter(holder=holder).count() >= OPEN_HOLDS:
        raise TooManyBookings(_("You hold too many times already. Finish one booking or wait ten minutes."))
    if still_open.filter(wall_start__startswith=day.isoformat()).count() >= _most_held(day):
        raise TooManyBookings(_("Many people are booking this day now. Try again in a few minutes."))


def refuse_many_bookings(phone_index: bytes) -> None:
    """Raises TooManyBookings where so many visits booked from this phone are ahead."""
    ahead = OnlineBooking.objects.filter(
        phone_index=phone_index, appointment__status__in=AHEAD, appointment__starts_at__gt=timezone.now()
    )
    if ahead.count() >= BOOKINGS_OF_A_PHONE:
        raise TooManyBookings(
            _("As many visits as may be booked online from one phone are ahead already. Call the clinic."),
            field="phone",
        )


def _most_held(day: date) -> int:
    cells = Shift.objects.filter(on=day, is_cancelled=False).values_list(F("last_cell") - F("first_cell"), flat=True)
    slots = sum(cells) * 5 / USUAL_MINUTES
    return max(HELD_AT_LEAST, int(slots * HELD_SHARE))


def _one_at_a_time() -> None:
    """Two requests sent at once are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal.hold'))")
