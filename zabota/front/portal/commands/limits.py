"""How much one address may send and hold: the public door stays open for people and is tedious for programs (T30)."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.postgres.sealed import blind_index
from zabota.front.portal.models import AddressCount, OnlineBooking, OnlineWish
from zabota.front.portal.queries.pledges import can_send_codes
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import AHEAD, ON_THE_LIST, Hold, HoldPurpose, HoldState, Shift, Status

HOUR = timedelta(hours=1)
#: What is sent from one address within an hour: a household, an office behind one address.
AN_HOUR = {
    "post": 120,
    "callback": 6,
    "step": 240,
    "unproved": 6,
    "wait": 6,
    "platform": 1200,
    "work": 1,
}
OPEN_HOLDS, HOLDS_A_DAY = 3, 40
BOOKINGS_OF_A_PHONE, WISHES_OF_A_PHONE = 3, 3
#: Of a day's time, how much may be held by people who have not proved a phone, one in twenty in all: while they write their
#: names, and until the desk has called them. Never fewer than so many.
HELD_SHARE, HELD_AT_LEAST = 0.03, 3
UNPROVED_SHARE, UNPROVED_AT_LEAST = 0.02, 2
#: Mailboxes cost nothing: what is booked with a code by e-mail and is still ahead.
MAILED_SHARE, MAILED_AT_LEAST = 0.1, 3
#: Where no code can be sent everybody waits for a call.
SHARE_WITHOUT_CODES = 0.25
USUAL_MINUTES = 30


class TooOften(Refused):
    """The address has used up what an hour allows."""

    def __init__(self) -> None:
        super().__init__(_("Too many requests from your address. Try again in an hour or call the clinic."))


class TooManyBookings(Refused):
    pass


def count_request(kind: str, address: str) -> int:
    """Count something sent from an address; returns how many of the hour it is. Raises TooOften."""
    count = _counted(kind, address)
    if count > AN_HOUR[kind]:
        raise TooOften
    return count


def may_send(kind: str, address: str) -> bool:
    """Counts, and says whether it is still within the hour's limit."""
    return _counted(kind, address) <= AN_HOUR[kind]


@transaction.atomic
def _counted(kind: str, address: str) -> int:
    now = timezone.now()
    key = blind_index(f"{kind}:{address}", label="portal.address")
    AddressCount.objects.bulk_create([AddressCount(key=key, since=now)], ignore_conflicts=True)
    count = AddressCount.objects.select_for_update().get(key=key)
    if now - count.since >= HOUR:
        count.since, count.count = now, 0
    count.count += 1
    count.save()
    return count.count


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
    if still_open.filter(wall_start__startswith=day.isoformat()).count() >= max(
        HELD_AT_LEAST, _slots_of(day) * HELD_SHARE
    ):
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


def refuse_many_wishes(phone_index: bytes) -> None:
    """Raises TooManyBookings where so many wishes put on the waiting list from this phone stand."""
    standing = OnlineWish.objects.filter(phone_index=phone_index, entry__state__in=ON_THE_LIST)
    if standing.count() >= WISHES_OF_A_PHONE:
        raise TooManyBookings(
            _("As many wishes as one phone may have wait already. Call the clinic, or take one off the list."),
            field="phone",
        )


def refuse_many_unproved(day: date) -> None:
    """Raises TooManyBookings where too much of a day waits for calls already. Within a transaction."""
    _one_at_a_time()
    has_codes = can_send_codes()
    share = UNPROVED_SHARE if has_codes else SHARE_WITHOUT_CODES
    waiting = OnlineBooking.objects.filter(
        is_confirmed=False, appointment__status=Status.HELD, appointment__wall_start__startswith=day.isoformat()
    )
    if waiting.count() >= max(UNPROVED_AT_LEAST if has_codes else HELD_AT_LEAST, _slots_of(day) * share):
        raise TooManyBookings(
            _("Many people wait for our call about this day. Choose another day or leave your number.")
        )


def refuse_many_mailed(mail_index: bytes, day: date) -> None:
    """Raises TooManyBookings where this mailbox, or all of them together, have booked too much. Within a transaction."""
    _one_at_a_time()
    ahead = OnlineBooking.objects.filter(
        mail_index__isnull=False, appointment__status__in=AHEAD, appointment__starts_at__gt=timezone.now()
    )
    of_day = ahead.filter(appointment__wall_start__startswith=day.isoformat()).count()
    is_full = of_day >= max(MAILED_AT_LEAST, _slots_of(day) * MAILED_SHARE)
    if is_full or ahead.filter(mail_index=mail_index).count() >= BOOKINGS_OF_A_PHONE:
        raise TooManyBookings(
            _("No more visits may be booked by e-mail for this day. Prove your phone, or ask for a call.")
        )


def _slots_of(day: date) -> float:
    """About how many visits the doctors' hours of a day hold."""
    cells = Shift.objects.filter(on=day, is_cancelled=False).values_list(F("last_cell") - F("first_cell"), flat=True)
    return float(sum(cells)) * 5 / USUAL_MINUTES


def _one_at_a_time() -> None:
    """Two requests sent at once are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal.hold'))")
