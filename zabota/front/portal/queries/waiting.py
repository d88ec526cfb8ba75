"""A wish on the waiting list behind a signed link, and a wish as one says it."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.core.patients.models import Patient
from zabota.core.staff.models import Doctor
from zabota.front.portal.queries.trail import opened, signed
from zabota.front.portal.queries.visits import LinkIsOver, may_cancel
from zabota.work.scheduling.commands import WishedVisit
from zabota.work.scheduling.models import ON_THE_LIST, Appointment, WaitingEntry
from zabota.work.scheduling.queries.waitlist import what_is_wished, when_it_suits

LINK_LIVES = timedelta(days=200)


def address_of_wish(entry: WaitingEntry) -> str:
    return reverse("portal:waiting", args=[signed(entry.public_id.hex, "wish")])


def wish_behind(link: str) -> WaitingEntry:
    """Raises LinkIsOver."""
    number = opened(link, "wish", lives_seconds=int(LINK_LIVES.total_seconds()))
    entries = WaitingEntry.objects.select_related("patient", "service", "doctor", "earlier_than", "visit")
    entry = entries.prefetch_related("branches").filter(public_id=UUID(number)).first() if number else None
    if entry is None:
        raise LinkIsOver
    return entry


def standing_wish(patient: Patient, wish: WishedVisit) -> WaitingEntry | None:
    """The same patient waits for the same already."""
    return WaitingEntry.objects.filter(
        patient=patient, service=wish.service, doctor=wish.doctor, speciality=wish.speciality, state__in=ON_THE_LIST
    ).first()


def wish_for_earlier(visit: Appointment) -> WaitingEntry | None:
    """The wish to come earlier than to this visit, while it stands."""
    return WaitingEntry.objects.filter(earlier_than=visit, state__in=ON_THE_LIST).first()


def may_wait_for_earlier(visit: Appointment) -> bool:
    return may_cancel(visit) and visit.service_id is not None


def doctors_for(wish_service_id: int) -> list[Doctor]:
    """Who performs a service, where the clinic says it; else none is named and anyone does."""
    return list(Doctor.objects.filter(is_active=True, performs__service=wish_service_id).order_by("surname", "given"))


def in_words(wish: WishedVisit) -> str:
    """«Приём ортопеда, Громова А. П., пн, ср · с 17:00 · не позже 5 декабря, Самара-Центр»."""
    entry = WaitingEntry(**wish.columns)
    doctor = wish.doctor.short_name if wish.doctor else _("any doctor")
    where = ", ".join(branch.name for branch in wish.branches)
    return ", ".join(part for part in (what_is_wished(entry), doctor, when_it_suits(entry), where) if part)
