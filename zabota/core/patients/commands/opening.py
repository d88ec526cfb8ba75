"""A new card with the number that the person was asked for."""

from typing import Any

from django.db import transaction

from zabota.core.patients.commands.contacts import add_contact
from zabota.core.patients.commands.registering import register_patient
from zabota.core.patients.models import ContactKind, Patient
from zabota.lib.actors import Actor


@transaction.atomic
def open_card(*, phone: str, belongs_to: str = "", by: Actor, **fields: Any) -> Patient:
    """Register a patient together with his phone, both or neither; an empty phone is none. `fields` as in
    `register_patient`, whose refusals and `add_contact`'s it raises."""
    patient = register_patient(by=by, **fields)
    if phone:
        add_contact(patient=patient, kind=ContactKind.PHONE, value=phone, belongs_to=belongs_to, by=by)
    return patient
