"""Reads of patients. Views come in through the gate only."""

from zabota.core.patients.queries.contacting import (
    REASONS,
    ContactFacts,
    Decision,
    LedgerLine,
    MarkFact,
    contact_facts,
    decide,
    is_minor,
    may_contact,
)
from zabota.core.patients.queries.gate import (
    card_ids,
    cards_of,
    patient_for,
    patient_to_change,
    patients_listed_for,
    patients_visible_to,
    survivor_of,
)
from zabota.core.patients.queries.naming import address_form, age_of, age_on, name_in_case, name_key_of, name_words

__all__ = [
    "REASONS",
    "ContactFacts",
    "Decision",
    "LedgerLine",
    "MarkFact",
    "address_form",
    "age_of",
    "age_on",
    "card_ids",
    "cards_of",
    "contact_facts",
    "decide",
    "is_minor",
    "may_contact",
    "name_in_case",
    "name_key_of",
    "name_words",
    "patient_for",
    "patient_to_change",
    "patients_listed_for",
    "patients_visible_to",
    "survivor_of",
]
