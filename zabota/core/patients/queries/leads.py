"""Enquiries, by branch."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from zabota.base.accounts.access import Access
from zabota.core.patients.models import ContactPoint, Lead, LeadState, Patient
from zabota.core.patients.queries.gate import patients_visible_to

STATES = {"open": (LeadState.NEW, LeadState.IN_WORK), "finished": (LeadState.BECAME_PATIENT, LeadState.CLOSED)}


def leads_for(access: Access, state: str = "open") -> QuerySet[Lead]:
    """Enquiries of the person's branches and of none, newest first."""
    reach = access.reach("patients.work_leads")
    leads = Lead.objects.filter(state__in=STATES[state]).select_related("branch", "responsible", "patient")
    if not reach.is_network:
        leads = leads.filter(Q(branch_id__in=reach.branch_ids) | Q(branch__isnull=True))
    return leads.order_by("-created_at", "-id")


def lead_for(access: Access, public_id: UUID) -> Lead:
    """The enquiry, or 404 alike for a missing one and one of another branch."""
    for state in STATES:
        lead = leads_for(access, state).filter(public_id=public_id).first()
        if lead is not None:
            return lead
    raise Http404


def cards_with_phone_of(lead: Lead, access: Access) -> list[Patient]:
    """Cards on the enquiry's number: whom it may be from."""
    if lead.phone_index is None:
        return []
    owners = ContactPoint.objects.filter(value_index=bytes(lead.phone_index)).values("patient_id")
    return list(patients_visible_to(access).filter(pk__in=owners).order_by("sort_key")[:10])
