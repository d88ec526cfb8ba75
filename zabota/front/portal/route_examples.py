"""Objects for the matrix of rights."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.urls import resolve
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import a_doctor
from zabota.front.portal.models import OnlineBooking, Platform
from zabota.front.portal.queries.offers import link_to_offer
from zabota.front.portal.queries.visits import link_to, token_of
from zabota.front.portal.queries.waiting import address_of_wish
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    Wanted,
    WishedVisit,
    book_held,
    hold_slot,
    put_on_waiting_list,
)
from zabota.work.scheduling.models import Appointment, Hold, HoldPurpose, Offer
from zabota.work.scheduling.testing import a_service, an_offer, days_ago, receives


def _service() -> Service:
    """One that nobody in particular performs, so that any doctor may."""
    return a_service("Приём по записи с сайта", online="instant")


def _hold(place: Any) -> Hold:
    doctor = a_doctor("Громова")
    receives(doctor, on=days_ago(-3), branch=place.branch)
    starts_at = datetime.combine(days_ago(-3), time(10), place.branch.zone)
    wanted = Wanted(doctor, place.branch, starts_at, 30, _service())
    until = timezone.now() + timedelta(minutes=10)
    return hold_slot(wanted=wanted, purpose=HoldPurpose.ONLINE, until=until, by=SYSTEM)


def _booked(place: Any) -> Appointment:
    hold = _hold(place)
    visit = book_held(
        hold=hold, patient=a_patient("Сорокин", "Павел", "Ильич", home_branch=place.branch), booked_by="online",
        held_until=timezone.now() + timedelta(hours=3), by=SYSTEM,
    )  # fmt: skip
    OnlineBooking.objects.create(
        hold=hold, appointment=visit, trail=uuid4(), phone_index=b"", typed_index=b"", is_confirmed=False,
    )  # fmt: skip
    return visit


def _waiting(place: Any) -> dict[str, Any]:
    patient = a_patient("Сорокин", "Павел", "Ильич", home_branch=place.branch)
    entry = put_on_waiting_list(patient=patient, wish=WishedVisit(service=_service()), by=SYSTEM)
    return {"link": resolve(address_of_wish(entry)).kwargs["link"]}


def _offer(place: Any) -> Offer:
    """A freed time that a patient of the waiting list is offered."""
    return an_offer(patient=a_patient("Зимин", "Борис", home_branch=place.branch), hold=_hold(place))


def _many_booked(place: Any, count: int) -> dict[str, Any]:
    for _number in range(count):
        _booked(place)
    return {}


examples = {
    "portal:who": lambda place: {"held": token_of(_hold(place))},
    **{
        f"portal:{name}": lambda place: {"link": link_to(_booked(place))}
        for name in ("visit", "move", "cancel", "into_calendar", "earlier")
    },
    "portal:waiting": _waiting,
    **{
        f"portal:{name}": lambda place: {"public_id": Platform.objects.get_or_create(name="Zoon")[0].public_id}
        for name in ("platform_secret", "shut_platform")
    },
    **{
        f"portal:{name}": lambda place: {"link": link_to_offer(_offer(place))}
        for name in ("offer", "take_offer", "refuse_offer")
    },
    "portal:accept": lambda place: {"public_id": _booked(place).public_id},
}
crowded = {"portal:online": _many_booked}
bodies = {name: lambda place: {"service": _service().public_id} for name in ("portal:hold", "portal:wait")}
