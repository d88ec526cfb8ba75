"""The patient's page and its own panels."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.core.patients.forms import (
    BOOKING_WAYS,
    ConsentForm,
    ContactForm,
    DocumentForm,
    MarkForm,
    NoteForm,
    RelativeForm,
    TagForm,
)
from zabota.core.patients.models import Channel, Patient
from zabota.core.patients.queries import address_form, patient_for
from zabota.core.patients.queries.card import alerts_for, family_of, known_visits, on_the_same_phone, panels_for
from zabota.core.patients.queries.completeness import missing_fields
from zabota.core.patients.queries.consents import consents_of
from zabota.core.patients.queries.contacts import contact_right, shown_contacts
from zabota.core.patients.queries.details import (
    current_notes,
    former_notes,
    marks_in_force,
    own_fields_of,
    shown_documents,
)
from zabota.core.patients.queries.timeline import PAGE, Place, timeline_of
from zabota.core.patients.views.answers import fragment


@policy("patients.view_card")
@require_GET
def card(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "card")
    if patient.public_id != public_id:
        return redirect("patients:card", patient.public_id)
    context = {
        "patient": patient,
        "address_form": address_form(patient),
        "alerts": alerts_for(patient, request.access),
        "panels": panels_for(request.access),
        "tag_form": TagForm(),
        "may_change": request.access.may("patients.change_card"),
        "may_copy": request.access.may("patients.copy_for_patient"),
        "may_erase": request.access.may("patients.erase"),
        "may_tag": request.access.may("patients.change_card"),
    }
    return render(request, "patients/card.html", context)


@policy("patients.view_card")
@require_GET
def summary(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "summary")
    return fragment(
        request, "summary", patient,
        missing=missing_fields(patient), visits=known_visits([patient])[patient.pk], own_fields=own_fields_of(patient),
        address_form=address_form(patient),
        channel_title=dict(Channel.choices).get(patient.preferred_channel, ""),
        booking_title=dict(BOOKING_WAYS).get(patient.books_by, ""),
        may_see_reason=request.access.may("patients.view_reason"),
        may_change=request.access.may("patients.change_card"),
    )  # fmt: skip


@policy("patients.view_card")
@require_GET
def contacts(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "contacts")
    return fragment(request, "contacts", patient, **contacts_context(request, patient), form=ContactForm())


def contacts_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    access = request.access
    return {
        "contacts": shown_contacts(patient),
        "right": contact_right(access, patient),
        "may_change": access.may("patients.change_contacts"),
    }


@policy("patients.view_card")
@require_GET
def family(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "family")
    return fragment(request, "family", patient, **family_context(request, patient), form=RelativeForm())


def family_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    return {
        "family": family_of(patient),
        "same_phone": on_the_same_phone(patient),
        "may_change": request.access.may("patients.change_card"),
    }


@policy("patients.view_card")
@require_GET
def marks(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "marks")
    return fragment(request, "marks", patient, **marks_context(request, patient), form=MarkForm())


def marks_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    return {"marks": marks_in_force(patient), "may_change": request.access.may("patients.place_marks")}


@policy("patients.view_health")
@require_GET
def health(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "health", "patients.view_health")
    return fragment(request, "health", patient, **health_context(request, patient), form=NoteForm())


def health_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    return {
        "notes": current_notes(patient),
        "former": former_notes(patient),
        "may_change": request.access.may("patients.change_health"),
    }


@policy("patients.view_card")
@require_GET
def consents(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "consents")
    return fragment(request, "consents", patient, **consents_context(request, patient), form=ConsentForm())


def consents_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    return {"consents": consents_of(patient), "may_change": request.access.may("patients.record_consent")}


@policy("patients.view_documents")
@require_GET
def documents(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "documents", "patients.view_documents")
    return fragment(request, "documents", patient, **documents_context(request, patient), form=DocumentForm())


def documents_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    return {"documents": shown_documents(patient), "may_change": request.access.may("patients.change_card")}


@policy("patients.view_card")
@require_GET
def timeline(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "timeline")
    lines = timeline_of(patient, request.access, before=Place.read(request.GET.get("before", "")))
    return fragment(request, "timeline", patient, lines=lines, has_more=len(lines) == PAGE)
