"""Every table with a patient says how it is exported, erased and merged (`patient_data.py`)."""

from django.apps import apps
from django.db.models import CASCADE

from zabota.core.patients.models import Patient
from zabota.core.patients.patient_rows import is_technical, text_fields
from zabota.core.patients.queries.kept import CARD_SILENT, CARD_WORDS
from zabota.core.patients.registry import patient_data
from zabota.site.tests.architecture.house import module_of

#: Rows about two cards at once. Merging keeps them itself, and they go with either card.
KEPT_BY_MERGING = {
    "patients.duplicatepair.patient",
    "patients.duplicatepair.other",
    "patients.merge.survivor",
    "patients.merge.retired",
}


def columns_with_a_patient():
    """`"scheduling.appointment.patient"` -> the field, for foreign keys and for bare ids without one."""
    for model in apps.get_models(include_auto_created=True):
        if module_of(model.__module__) is None or model is Patient:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Patient or "patient_id" in field.name:
                yield f"{model._meta.label_lower}.{field.name}", field


def test_every_table_with_a_patient_takes_part_in_export_erasure_and_merge():
    found = dict(columns_with_a_patient())
    assert {"events.event.patient_id", "patients.contactpoint.patient"} <= set(found)
    assert sorted(set(found) - set(patient_data.keys()) - KEPT_BY_MERGING) == []


def test_what_merging_keeps_itself_goes_with_the_card():
    found = dict(columns_with_a_patient())
    assert {found[key].remote_field.on_delete for key in KEPT_BY_MERGING} == {CASCADE}


def test_every_field_is_shown_to_the_patient_or_declared_to_tell_nothing():
    """A copy for the patient that lacks a column nobody thought of would not be whole."""
    for entry in patient_data:
        fields = {each.name for each in entry.model._meta.concrete_fields if not is_technical(each)}
        assert (entry.key, fields ^ (set(entry.words) | entry.silent)) == (entry.key, set())
        assert not set(entry.words) & entry.silent
        assert str(entry.title), entry.key
    card = {each.name for each in Patient._meta.concrete_fields if not is_technical(each)}
    assert card ^ (set(CARD_WORDS) | CARD_SILENT) == {"merged_into"}


def test_codes_are_said_of_rows_that_outlive_the_card_only():
    for entry in patient_data:
        assert entry.codes <= set(text_fields(entry.model)), entry.key
        assert bool(entry.stays) or not entry.codes, entry.key


def test_what_a_screen_of_parting_cards_asks_of_a_row_is_there():
    """When it came, who wrote it, and its words: rows that came after a merge are shown before their cards part."""
    for entry in patient_data:
        columns = {each.attname for each in entry.model._meta.concrete_fields}
        asked = {entry.written, entry.author} - {""} if entry.moves or entry.parting else set()
        assert (entry.key, asked - columns, set(entry.masks) - set(entry.words)) == (entry.key, set(), set())
