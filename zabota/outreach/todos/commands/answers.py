"""Keep what the patient answered to the one question."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.core.patients.commands import (
    add_contact,
    change_patient,
    confirm_contact,
    flag_stale,
    give_consent,
    record_refusal,
)
from zabota.core.patients.models import Channel, ConsentPurpose, ContactKind
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.queries.calls import number_of

YES = "yes"


class AnswerIsUnclear(Refused):
    pass


@transaction.atomic
def keep_answer(*, call: Call, question: str, answer: Any, by: Actor) -> None:
    """Write the answer where it belongs, through the patient's own commands. The call itself is the consent's proof."""
    if not answer:
        raise AnswerIsUnclear(_("Write the answer, or leave the question."), field="answer")
    _KEEPERS[question](call, answer, by)


def _consent(call: Call, answer: str, by: Actor) -> None:
    keep = give_consent if answer == YES else record_refusal
    keep(
        patient=call.patient,
        purpose=ConsentPurpose.ADVERTISING,
        channel=Channel.CALL,
        evidence=f"call:{call.public_id}",
        source="call",
        by=by,
    )


def _contact(call: Call, answer: str, by: Actor) -> None:
    contact = number_of(call.patient)
    if contact is None:
        return
    keep = confirm_contact if answer == YES else flag_stale
    keep(contact=contact, by=by)


def _birth_date(call: Call, answer: date, by: Actor) -> None:
    change_patient(patient=call.patient, birth_date=answer, by=by)


def _preferred_channel(call: Call, answer: str, by: Actor) -> None:
    change_patient(patient=call.patient, preferred_channel=answer, by=by)


def _email(call: Call, answer: str, by: Actor) -> None:
    add_contact(patient=call.patient, kind=ContactKind.EMAIL, value=answer, by=by)


def _source(call: Call, answer: str, by: Actor) -> None:
    change_patient(patient=call.patient, source=answer[:120], by=by)


_KEEPERS: dict[str, Callable[[Call, Any, Actor], None]] = {
    "consent": _consent,
    "contact": _contact,
    "birth_date": _birth_date,
    "preferred_channel": _preferred_channel,
    "email": _email,
    "source": _source,
}
