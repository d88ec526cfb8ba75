"""What booking a time brings, told before it is booked: a prepayment, and what the patient should be asked about."""

from dataclasses import dataclass
from datetime import timedelta

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.prepayment import AskedPrepayment, asked_prepayment
from zabota.work.scheduling.queries.visit import NearTime
from zabota.work.scheduling.queries.visits import planned_visits


@dataclass(frozen=True)
class Consequences:
    """The prepayment is a rule; `overlapping` visits of the patient and `repeated` ones of the same service only warn."""

    prepayment: AskedPrepayment | None
    overlapping: list[Appointment]
    repeated: list[Appointment]


def consequences_of(patient: Patient, service: Service, time: NearTime) -> Consequences:
    ahead = list(planned_visits(card_ids(patient)))
    asked = asked_prepayment(patient.pk, service=service, doctor=time.doctor, branch=time.branch, starts_at=time.wall)
    overlapping = [each for each in ahead if each.has_time and _overlaps(each, time)]
    repeated = [each for each in ahead if each.service == service and each not in overlapping]
    return Consequences(asked, overlapping, repeated)


def _overlaps(visit: Appointment, time: NearTime) -> bool:
    """By the time that the patient himself spends, without the service's buffers."""
    ends_at = time.wall + timedelta(minutes=time.minutes)
    return visit.starts_at < ends_at and time.wall < visit.ends_at
