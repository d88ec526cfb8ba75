"""How the tables of the card itself are merged, shown to the patient and erased."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.audit.commands import forget_words
from zabota.base.audit.models import AuditEntry
from zabota.base.events.models import Event
from zabota.base.events.queries import timeline_entry
from zabota.core.patients.commands.consents import forget_proofs
from zabota.core.patients.commands.mentions import DESK
from zabota.core.patients.commands.parting_consents import may_be_given, part_consents, what_becomes_of
from zabota.core.patients.models import (
    ConsentEntry,
    ConsentProof,
    ContactPoint,
    CustomValue,
    IdentityDocument,
    Lead,
    Mark,
    MedicalNote,
    Mention,
    PatientTag,
    Relation,
    Sex,
    StatedFact,
)
from zabota.core.patients.patient_rows import PartingRule, PatientData, outlives
from zabota.core.patients.queries.contacts import masked, value_index, without_numbers
from zabota.core.patients.registry import patient_data
from zabota.lib.phones import MaskedPhone


def _proofs_go(model: type[Model], path: str, patient_ids: Sequence[int]) -> int:
    return forget_proofs(patient_ids)


def _words_go(model: type[Model], path: str, patient_ids: Sequence[int]) -> int:
    return forget_words(patient_ids)


def _proof(entry: ConsentEntry) -> str:
    own = ConsentProof.objects.filter(entry=entry).first()
    return str(own.text) if own else entry.evidence


def _contacts(mention: Mention) -> str:
    """Phones with whose they are, addresses and document numbers, one after another."""
    told: dict[str, Any] = json.loads(str(mention.contacts) or "{}")
    groups = (group if isinstance(group, list) else [group] for group in told.values())
    lines = (line if isinstance(line, list) else [line] for group in groups for line in group)
    return "; ".join(" ".join(str(part) for part in line if part) for line in lines if any(line))


def _number(index: bytes) -> str:
    return f"number:{bytes(index).hex()}"


def _said_traits(mention: Mention) -> list[str]:
    told: dict[str, Any] = json.loads(str(mention.contacts) or "{}")
    numbers = [*(phone for phone, _whose in told.get("phones", ())), *told.get("emails", ())]
    return [*(f"card:{number}" for number in mention.card_numbers), *(_number(value_index(each)) for each in numbers)]


def _hidden(row: Model) -> str:
    return ""


def _origin(row: Any) -> object:
    """Which import it was, a screen does not say."""
    return _("from a file") if row.source.startswith("import") else row.source


SOURCE, WHAT, KIND = _("source"), pgettext_lazy("of an event", "what"), pgettext_lazy("of a thing", "kind")
NOTE, SINCE, UNTIL = pgettext_lazy("on the card", "note"), pgettext_lazy("a day", "since"), _("until")
WHEN = pgettext_lazy("of an event", "when")
RELATION = {"kind": _("relative"), "answers": _("answers for the patient")}

for each in (
    PatientData(
        ContactPoint, position="position", title=_("Contacts"), silent=frozenset(("position",)),
        traits=lambda contact: [_number(contact.value_index)],
        masks={
            "value": masked, "note": lambda contact: without_numbers(str(contact.note)),
            "is_preferred": lambda contact: _("preferred") if contact.is_preferred else "",
        },
        words={
            "kind": KIND, "value": _("number or address"), "belongs_to": _("whose"), "state": _("state"),
            "is_preferred": _("preferred"), "verified_on": _("verified on"), "note": NOTE,
        },
    ),
    PatientData(
        IdentityDocument, title=_("Identity documents"), permission="patients.view_documents",
        traits=lambda document: [f"document:{document.kind}:{bytes(document.number_index).hex()}"],
        masks={"number": _hidden, "issued": _hidden},
        words={"kind": KIND, "number": _("number"), "issued": _("issued by and when"), "valid_until": _("valid until")},
    ),
    PatientData(
        MedicalNote, title=_("Health and wishes"), author="author_id", permission="patients.view_health",
        masks={"is_current": _hidden, "source": _origin},
        words={
            "noted_on": WHEN, "kind": KIND, "text": _("text"), "code": _("ICD-10"), "source": SOURCE,
            "is_current": _("is current"),
        },
    ),
    PatientData(
        Mark, title=_("Marks"), author="placed_by_id", masks={"source": _origin},
        words={
            "kind": KIND, "reason": _("reason"), "note": NOTE, "since": SINCE, "until": UNTIL, "source": SOURCE,
            "lifted_at": _("lifted"),
        },
    ),
    PatientData(CustomValue, title=_("The clinic's own fields"), words={"field": _("field"), "value": _("value")}),
    PatientData(
        StatedFact, masks={"source": _origin}, title=_("What files state of visits"),
        words={"kind": WHAT, "on": _("day"), "amount": _("amount"), "source": SOURCE, "stated_on": _("stated on")},
    ),
    PatientData(Relation, title=_("Family"), words=RELATION),
    PatientData(Relation, "relative", title=_("Family, from the relative's card"), words=RELATION),
    PatientData(
        Mention, title=_("What a source said"), written="created_at", brings=True, traits=_said_traits,
        is_own=lambda mention: mention.source == DESK,
        masks={"contacts": _hidden, "source": _origin},
        words={
            "created_at": WHEN, "source": SOURCE, "surname": _("surname"), "given": _("first name"),
            "patronymic": _("patronymic"), "maiden_surname": _("former surname"), "birth_date": _("date of birth"),
            "birth_year": _("year of birth"), "sex": _("sex"), "card_numbers": _("card numbers"), "city": _("city"),
            "contacts": _("contacts and documents"),
        },
        readings={"contacts": _contacts, "sex": lambda mention: dict(Sex.choices).get(mention.sex, "")},
    ),
    PatientData(
        Lead, title=_("Enquiries"), written="created_at",
        traits=lambda lead: [_number(lead.phone_index)] if lead.phone_index else [],
        masks={"phone": lambda lead: MaskedPhone(str(lead.phone)) if lead.phone else "", "reason": _hidden},
        words={
            "created_at": WHEN, "name": pgettext_lazy("of a person", "name"), "phone": _("phone"),
            "reason": _("what they ask for"), "source": SOURCE, "branch": _("branch"), "state": _("state"),
            "consent_form": _("version of the form"),
        },
    ),
    PatientData(PatientTag, title=_("Tags"), words={"tag": _("tag")}),
    PatientData(
        ConsentEntry, moves=False, title=_("Consents and refusals"), erase=_proofs_go, written="at", author="actor_id",
        parting=PartingRule(has_choice=may_be_given, says=what_becomes_of, part=part_consents),
        masks={"source": _hidden, "form_version": _hidden},
        stays=_("They prove that the clinic had the right to write and call."),
        codes=frozenset(("evidence", "form_version", "source", "actor_kind")),
        words={
            "at": WHEN, "purpose": _("what for"), "channel": _("channel"), "action": WHAT, "evidence": _("proof"),
            "form_version": _("version of the form"), "source": SOURCE,
        },
        readings={"evidence": _proof},
    ),
    # `events` and `audit` lie below and hold a bare patient id; their rows are for ever.
    PatientData(
        Event, "patient_id", moves=False, title=_("What was done with the card"), erase=outlives,
        stays=_("They prove who changed what; there is no name and no number in them."),
        codes=frozenset(("kind", "data", "actor_kind")),
        words={"happened_at": WHEN, "kind": WHAT},
        readings={"kind": lambda event: timeline_entry(event).title},
        silent=frozenset(("data", "triggers", "transaction_id")),
    ),
    PatientData(
        AuditEntry, "patient_id", moves=False, title=_("Who looked at the card"), erase=_words_go,
        stays=_("They prove who saw the card; there is no name and no number in them."),
        codes=frozenset(("object_type", "object_id", "fields", "reason", "request_id", "actor_kind")),
        words={"at": WHEN, "action": WHAT},
        silent=frozenset(("object_type", "object_id", "fields", "reason", "address", "request_id")),
    ),
):  # fmt: skip
    patient_data.register(each.key, each)
