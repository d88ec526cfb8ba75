"""Appointments and behaviour on the patient's page."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.core.patients.queries.gate import card_ids, patient_for
from zabota.core.patients.views.answers import panel
from zabota.work.scheduling.queries import appointments_of, behaviour_of
from zabota.work.scheduling.queries.notes import pin_notes

SEE = "scheduling.view_appointments"
ON_THE_CARD = 50


@policy(SEE)
@require_GET
def appointments(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "appointments", SEE)
    ids = card_ids(patient)
    every = appointments_of(ids)
    latest = list(every[:ON_THE_CARD])
    pin_notes(latest)
    return panel(request, "scheduling/_appointments.html", patient, past=latest, count=every.count())


@policy(SEE)
@require_GET
def behaviour(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "behaviour", SEE)
    return panel(request, "scheduling/_behaviour.html", patient, behaviour=behaviour_of(card_ids(patient)))
