"""The card of whoever came by himself: one that is there, or a new one; and what the desk is told of it."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.core.patients.commands import add_contact, give_consent, open_card, record_claim, relate
from zabota.core.patients.models import ConsentPurpose, ContactKind, Patient, RelationKind
from zabota.core.practice.models import Branch
from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.recognising import are_related, owner_of_phone, recognised, recognised_by_mail
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.rules import PATIENT
from zabota.lib.person_names import split_name
from zabota.outreach.todos.commands.todos import add_todo

ONLINE = "online"


@dataclass(frozen=True)
class CardOf:
    """`is_doubtful`: somebody should look whether there are two cards of this person."""

    patient: Patient
    is_doubtful: bool


def card_of(visitor: Visitor, *, branch: Branch | None, trail: Trail) -> CardOf:
    """The card of a visitor; a newcomer's is opened in this branch. Within a transaction, after the limits."""
    name = split_name(visitor.name)
    found = recognised_by_mail(visitor.email, visitor.phone, name) if visitor.email else recognised(visitor.phone, name)
    return CardOf(found.patient or _newcomer(visitor, branch, trail), found.is_doubtful)


def _newcomer(visitor: Visitor, branch: Branch | None, trail: Trail) -> Patient:
    name = split_name(visitor.name)
    patient = open_card(
        phone=visitor.phone, belongs_to=_whose_phone(visitor), surname=name.surname, given=name.given, patronymic=name.patronymic,
        birth_date=visitor.birth_date, home_branch=branch, source=trail.words, language=trail.language, by=PATIENT,
    )  # fmt: skip
    if visitor.email:
        add_contact(patient=patient, kind=ContactKind.EMAIL, value=visitor.email, by=PATIENT)
    return patient


def _whose_phone(visitor: Visitor) -> str:
    """In the staff's language: «родитель»."""
    if not visitor.is_relative:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return str(RelationKind(visitor.kinship or RelationKind.OTHER).label)


def relate_to_booker(patient: Patient, visitor: Visitor) -> None:
    """Whoever proved his phone and booked a relative is linked with him, if the clinic knows whose phone it is. A link that
    is there stays as it is, and who answers for the patient is for the desk to say."""
    if visitor.email or not visitor.is_relative:
        return
    booker = owner_of_phone(visitor.phone, besides=patient)
    if booker is not None and not are_related(patient, booker):
        relate(patient=patient, relative=booker, kind=visitor.kinship or RelationKind.OTHER, by=PATIENT)


def keep_consent(patient: Patient, consent: ConsentText, *, evidence: str, is_confirmed: bool) -> None:
    """Whoever did not prove his phone has claimed a consent; the desk asks him when it calls."""
    enter = give_consent if is_confirmed else record_claim
    enter(
        patient=patient, purpose=ConsentPurpose.SERVICE, evidence=f"{evidence}, {consent.form}", source=ONLINE,
        form_version=consent.form, by=PATIENT,
    )  # fmt: skip


def tell_of_doubt(patient: Patient, *, branch: Branch | None) -> None:
    """A task for the desk, in its own language, to look for a second card."""
    with translation.override(settings.LANGUAGE_CODE):
        add_todo(
            title=_("Came by the site: look whether this patient has another card"), patient=patient, branch=branch,
            role=Role.FRONT_DESK, due_at=timezone.now() + timedelta(days=1), by=PATIENT,
        )  # fmt: skip
