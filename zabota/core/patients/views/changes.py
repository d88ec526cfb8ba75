"""What is written on a card from its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients import commands
from zabota.core.patients.forms import (
    GROUPS,
    ConsentForm,
    ContactForm,
    CustomValuesForm,
    DeathForm,
    DocumentForm,
    MarkForm,
    NoteForm,
    ReasonForm,
    RelativeForm,
    TagForm,
    initial_of,
)
from zabota.core.patients.models import ContactPoint, Patient
from zabota.core.patients.queries import patient_for, patient_to_change, patients_visible_to
from zabota.core.patients.queries.search import found_patients
from zabota.core.patients.views import card
from zabota.core.patients.views.answers import accepted, fragment
from zabota.lib.actors import Actor


@policy("patients.change_card")
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, public_id: UUID, group: str) -> HttpResponse:
    if group not in GROUPS:
        raise Http404
    patient = patient_for(request.access, public_id, f"edit {group}", "patients.change_card")
    title, form_class = GROUPS[group]
    form = _group_form(request, patient, group, form_class)
    if request.method == "POST" and accepted(
        form, lambda: commands.change_patient(patient=patient, by=request.access.actor, **form.cleaned_data)
    ):
        toast(request, _("Saved."))
        return _card_again(request, patient)
    return fragment(request, "edit", patient, form=form, group=group, title=title, is_refused=form.is_bound)


def _group_form(request: StaffRequest, patient: Patient, group: str, form_class: type[Form]) -> Form:
    more: dict[str, Any] = {"may_see_reason": request.access.may("patients.view_reason")} if group == "clinic" else {}
    return form_class(request.POST or None, initial=initial_of(patient, form_class), **more)


def _card_again(request: StaffRequest, patient: Patient) -> HttpResponse:
    """The whole card anew: a change of one group may change alerts, completeness and heading."""
    response = redirect("patients:card", patient.public_id)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response.url})
    return response


@policy("patients.change_card")
@require_http_methods(["GET", "POST"])
def edit_own_fields(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "edit own fields", "patients.change_card")
    initial = {f"own_{each.field_id}": str(each.value) for each in patient.custom_values.all()}
    form = CustomValuesForm(request.POST or None, initial=initial)
    if request.method == "POST" and accepted(
        form, lambda: commands.set_custom_values(patient=patient, values=form.values(), by=request.access.actor)
    ):
        toast(request, _("Saved."))
        return _card_again(request, patient)
    title = _("The clinic's own fields")
    return fragment(request, "edit", patient, form=form, group="own", title=title, is_refused=form.is_bound)


@policy("patients.change_contacts")
@require_POST
def add_contact(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_contacts")
    form = ContactForm(request.POST)
    done = accepted(form, lambda: commands.add_contact(patient=patient, by=request.access.actor, **form.cleaned_data))
    return _contacts(request, patient, form, done)


def _contacts(request: StaffRequest, patient: Patient, form: Form | None = None, done: bool = True) -> HttpResponse:
    context = card.contacts_context(request, patient)
    shown = form if form is not None and not done else ContactForm()
    return fragment(request, "contacts", patient, **context, form=shown, is_refused=not done)


CONTACT_STEPS: dict[str, Callable[[ContactPoint, Actor], object]] = {
    "confirm": lambda contact, by: commands.confirm_contact(contact=contact, by=by),
    "stale": lambda contact, by: commands.flag_stale(contact=contact, by=by),
    "wrong": lambda contact, by: commands.flag_stale(contact=contact, by=by, is_wrong=True),
    "prefer": lambda contact, by: commands.change_contact(contact=contact, by=by, is_preferred=True),
    "remove": lambda contact, by: commands.remove_contact(contact=contact, by=by),
}


@policy("patients.change_contacts")
@require_POST
def change_contact(request: StaffRequest, public_id: UUID, contact_id: UUID, step: str) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_contacts")
    if step not in CONTACT_STEPS:
        raise Http404
    CONTACT_STEPS[step](get_object_or_404(patient.contacts, pk=contact_id), request.access.actor)
    return _contacts(request, patient)


@policy("patients.view_card")
@require_http_methods(["GET", "POST"])
def reveal_contact(request: StaffRequest, public_id: UUID, contact_id: UUID) -> HttpResponse:
    """GET asks for the reason; POST shows the one value, once."""
    patient = patient_to_change(request.access, public_id)
    contact = get_object_or_404(patient.contacts, pk=contact_id)
    form, shown = ReasonForm(request.POST or None), []
    done = request.method == "POST" and accepted(
        form,
        lambda: shown.append(
            commands.reveal_contact(contact=contact, access=request.access, reason=form.cleaned_data["reason"])
        ),
    )
    if done:
        return fragment(request, "revealed", patient, value=shown[0], is_phone=shown[0].startswith("+"))
    return fragment(
        request, "reveal", patient, contact=contact, form=form, is_refused=request.method == "POST",
        title=_("See the contact"), url_name="patients:reveal_contact",
    )  # fmt: skip


@policy("patients.view_documents")
@require_http_methods(["GET", "POST"])
def reveal_document(request: StaffRequest, public_id: UUID, document_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.view_documents")
    document = get_object_or_404(patient.documents, pk=document_id)
    form, shown = ReasonForm(request.POST or None), []
    done = request.method == "POST" and accepted(
        form,
        lambda: shown.append(
            commands.reveal_document(document=document, access=request.access, reason=form.cleaned_data["reason"])
        ),
    )
    if done:
        return fragment(request, "revealed", patient, value=shown[0], is_phone=False)
    return fragment(
        request, "reveal", patient, contact=document, form=form, is_refused=request.method == "POST",
        title=_("See the number"), url_name="patients:reveal_document",
    )  # fmt: skip


@policy("patients.place_marks")
@require_POST
def place_mark(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.place_marks")
    form = MarkForm(request.POST)
    done = accepted(form, lambda: commands.place_mark(patient=patient, by=request.access.actor, **form.cleaned_data))
    if done:
        return _card_again(request, patient)
    return fragment(request, "marks", patient, **card.marks_context(request, patient), form=form, is_refused=True)


@policy("patients.place_marks")
@require_POST
def lift_mark(request: StaffRequest, public_id: UUID, mark_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.place_marks")
    commands.lift_mark(mark=get_object_or_404(patient.marks, pk=mark_id), by=request.access.actor)
    return _card_again(request, patient)


@policy("patients.change_health")
@require_POST
def add_note(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_health")
    form = NoteForm(request.POST)
    done = accepted(form, lambda: commands.note(patient=patient, by=request.access.actor, **form.cleaned_data))
    context = card.health_context(request, patient)
    return fragment(request, "health", patient, **context, form=NoteForm() if done else form, is_refused=not done)


@policy("patients.change_health")
@require_POST
def close_note(request: StaffRequest, public_id: UUID, note_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_health")
    commands.close_note(entry=get_object_or_404(patient.notes, pk=note_id), by=request.access.actor)
    return fragment(request, "health", patient, **card.health_context(request, patient), form=NoteForm())


@policy("patients.change_card")
@require_POST
def add_relative(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    form = RelativeForm(request.POST)
    done = accepted(
        form,
        lambda: commands.relate(
            patient=patient,
            relative=patient_to_change(request.access, form.cleaned_data["relative"]),
            kind=form.cleaned_data["kind"],
            answers=form.cleaned_data["answers"],
            by=request.access.actor,
        ),
    )
    context = card.family_context(request, patient)
    return fragment(request, "family", patient, **context, form=RelativeForm() if done else form, is_refused=not done)


@policy("patients.change_card")
@require_POST
def remove_relative(request: StaffRequest, public_id: UUID, relative_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    relative = patient_to_change(request.access, relative_id)
    commands.unrelate(patient=patient, relative=relative, by=request.access.actor)
    return fragment(request, "family", patient, **card.family_context(request, patient), form=RelativeForm())


@policy("patients.change_card")
@require_POST
def find_relative(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Cards to choose a relative from; POST, so that the name typed stays out of addresses and logs."""
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    visible = patients_visible_to(request.access).exclude(pk=patient.pk)
    return fragment(request, "relatives_found", patient, found=found_patients(visible, request.POST.get("name", "")))


@policy("patients.record_consent")
@require_POST
def record_consent(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.record_consent")
    form = ConsentForm(request.POST)
    done = accepted(form, lambda: _write_consent(request, patient, form))
    context = card.consents_context(request, patient)
    return fragment(request, "consents", patient, **context, form=ConsentForm() if done else form, is_refused=not done)


def _write_consent(request: StaffRequest, patient: Patient, form: Form) -> None:
    written = dict(form.cleaned_data)
    command: Any = {
        "grant": commands.give_consent, "refuse": commands.record_refusal, "withdraw": commands.withdraw_consent
    }[written.pop("action")]  # fmt: skip
    command(patient=patient, by=request.access.actor, **written)


@policy("patients.change_card")
@require_POST
def add_document(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    form = DocumentForm(request.POST)
    done = accepted(form, lambda: commands.add_document(patient=patient, by=request.access.actor, **form.cleaned_data))
    context = card.documents_context(request, patient)
    return fragment(
        request, "documents", patient, **context, form=DocumentForm() if done else form, is_refused=not done
    )


@policy("patients.change_card")
@require_POST
def remove_document(request: StaffRequest, public_id: UUID, document_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    document = get_object_or_404(patient.documents, pk=document_id)
    commands.remove_document(document=document, by=request.access.actor)
    return fragment(request, "documents", patient, **card.documents_context(request, patient), form=DocumentForm())


@policy("patients.change_card")
@require_POST
def add_tag(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    form = TagForm(request.POST)
    done = accepted(form, lambda: commands.add_tag(patient=patient, by=request.access.actor, **form.cleaned_data))
    return fragment(request, "tags", patient, may_tag=True, tag_form=TagForm() if done else form, is_refused=not done)


@policy("patients.change_card")
@require_POST
def remove_tag(request: StaffRequest, public_id: UUID, tag_id: int) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    commands.remove_tag(patient=patient, tag=get_object_or_404(patient.tags, pk=tag_id), by=request.access.actor)
    return fragment(request, "tags", patient, may_tag=True, tag_form=TagForm())


@policy("patients.change_card")
@require_http_methods(["GET", "POST"])
def record_death(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "death", "patients.change_card")
    form = DeathForm(request.POST or None, initial={"died_on": patient.deceased_on})
    if request.method == "POST" and accepted(
        form, lambda: commands.record_death(patient=patient, by=request.access.actor, **form.cleaned_data)
    ):
        toast(request, _("Nobody will call this person any more."))
        return _card_again(request, patient)
    return fragment(request, "death", patient, form=form, is_refused=form.is_bound)


@policy("patients.change_card")
@require_POST
def take_back_death(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_to_change(request.access, public_id, "patients.change_card")
    commands.take_back_death(patient=patient, by=request.access.actor)
    return _card_again(request, patient)
