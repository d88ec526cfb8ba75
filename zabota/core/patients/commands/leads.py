"""Enquiries of people without a card (R062): kept beside patients, turned into a card without losing anything."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.commands.consents import record_claim
from zabota.core.patients.commands.contacts import add_contact, normalised
from zabota.core.patients.commands.opening import open_card
from zabota.core.patients.events import LeadBecamePatient, LeadChanged, LeadOpened
from zabota.core.patients.models import ConsentPurpose, ContactKind, Lead, LeadState, Patient
from zabota.core.patients.queries.contacts import value_index
from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.lib.person_names import split_name


class EnquiryIsClosed(Refused):
    """The enquiry was finished already."""


class NothingToGoBy(Refused):
    """An enquiry needs a name or a number."""


@transaction.atomic
def open_lead(
    *,
    by: Actor,
    name: str = "",
    phone: str = "",
    reason: str = "",
    source: str = "",
    consent_form: str = "",
    branch: Branch | None = None,
) -> Lead:
    """Keep an enquiry. The phone may be in any writing; `consent_form` is the version of the text agreed to by sending it.

    Raises NotAContact or NothingToGoBy in words.
    """
    if not (name.strip() or phone.strip()):
        raise NothingToGoBy(_("Write a name or a phone."), field="name")
    number = normalised(ContactKind.PHONE, phone) if phone.strip() else ""
    lead = Lead(
        name=" ".join(name.split()),
        phone=number,
        phone_index=value_index(number) if number else None,
        reason=reason.strip(),
        source=source.strip(),
        consent_form=consent_form,
        branch=branch,
        responsible_id=by.user_id,
    )
    lead.save(force_insert=True)
    record(LeadOpened(lead_id=str(lead.public_id), branch_id=lead.branch_id), by=by)
    return lead


@transaction.atomic
def take_lead(*, lead: Lead, by: Actor) -> None:
    """Somebody works with the enquiry now."""
    lead = _open(lead)
    lead.state, lead.responsible_id = LeadState.IN_WORK, by.user_id
    lead.save(update_fields=["state", "responsible"])
    record(LeadChanged(lead_id=str(lead.public_id), state=lead.state, branch_id=lead.branch_id), by=by)


@transaction.atomic
def close_lead(*, lead: Lead, by: Actor) -> None:
    """Nothing came of it; the enquiry stays readable."""
    lead = _open(lead)
    lead.state = LeadState.CLOSED
    lead.save(update_fields=["state"])
    record(LeadChanged(lead_id=str(lead.public_id), state=lead.state, branch_id=lead.branch_id), by=by)


@transaction.atomic
def turn_lead_into_patient(*, lead: Lead, by: Actor, patient: Patient | None = None, **fields: Any) -> Patient:
    """Open a card from the enquiry, or give it to a card that is there. Name, number, reason and source come along, and
    the consent that was sent with it, as a claim."""
    lead = _open(lead)
    phone = str(lead.phone) if lead.phone else ""
    if patient is None:
        patient = open_card(phone=phone, by=by, **(_fields_of(lead) | fields))
    elif phone:
        add_contact(patient=patient, kind=ContactKind.PHONE, value=phone, by=by)
    if lead.consent_form:
        record_claim(
            patient=patient, purpose=ConsentPurpose.SERVICE, evidence=f"enquiry {lead.public_id}", source="online",
            form_version=lead.consent_form, by=by,
        )  # fmt: skip
    lead.state, lead.patient = LeadState.BECAME_PATIENT, patient
    lead.save(update_fields=["state", "patient"])
    fact = LeadBecamePatient(patient_id=patient.pk, lead_id=str(lead.public_id), branch_id=lead.branch_id)
    record(fact, by=by)
    return patient


def _fields_of(lead: Lead) -> dict[str, Any]:
    name = split_name(lead.name)
    return {
        "surname": name.surname, "given": name.given, "patronymic": name.patronymic, "source": lead.source,
        "reason_for_contact": str(lead.reason), "home_branch": lead.branch,
    }  # fmt: skip


def _open(lead: Lead) -> Lead:
    current = Lead.objects.select_for_update().get(pk=lead.pk)
    if current.state in (LeadState.BECAME_PATIENT, LeadState.CLOSED):
        raise EnquiryIsClosed(_("This enquiry is finished already."))
    return current
