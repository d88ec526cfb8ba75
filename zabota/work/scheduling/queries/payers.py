"""Letters of guarantee that a patient has, and which visits lack one."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Cast, Left

from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids
from zabota.work.scheduling.models import Appointment, Payer


def last_letter(patient: Patient, on: date) -> Appointment | None:
    """The patient's latest visit with a letter of guarantee that covers the day."""
    insured = Appointment.objects.filter(
        patient__in=card_ids(patient), payer=Payer.INSURANCE, letter_until__gte=on
    ).exclude(letter_number="")
    return insured.order_by("-created_at").first()


def payer_to_begin_with(visit: Appointment) -> dict[str, Any]:
    """What the form about a visit's payer shows at first."""
    known = visit if visit.payer != Payer.SELF else last_letter(visit.patient, visit.wall_day)
    letter = known or visit
    return {
        "payer": visit.payer,
        "payer_name": letter.payer_name,
        "letter_number": letter.letter_number,
        "letter_until": f"{letter.letter_until:%d.%m.%Y}" if letter.letter_until else "",
    }


def lacking_letters(visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those that an insurer is to pay for and no letter covers on their day."""
    day = Cast(Left("wall_start", 10), models.DateField())
    lacks = Q(letter_number="") | Q(letter_until=None) | Q(letter_until__lt=F("wall_day_"))
    return visits.filter(payer=Payer.INSURANCE).alias(wall_day_=day).filter(lacks)
