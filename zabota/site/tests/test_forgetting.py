"""A person who is forgotten is nowhere: rows are made in every table that leads to a patient, then the base is read.

A new table takes part by itself; what erasure does not reach in it fails here (F21).
"""

from datetime import timedelta
from decimal import Decimal
from hashlib import blake2b
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.intake.models import DoubtfulCell, SourceFile, SourceRow
from zabota.core.patients.commands import add_contact, erase_patient
from zabota.core.patients.commands.merging import merge_patients
from zabota.core.patients.models import ContactKind, ContactPoint, Mention, NameWord, Patient, PatientState
from zabota.core.patients.patient_rows import text_fields
from zabota.core.patients.queries.kept import kept_about
from zabota.core.patients.registry import patient_data
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import nina
from zabota.site.tests.architecture.house import module_of
from zabota.work.scheduling.models import Appointment

pytestmark = pytest.mark.django_db

#: A word that no name, code or sentence of the program holds, short enough for any column.
CANARY = "щъыщъ"
PHONE = "+79270009871"
CODES = {entry.model._meta.label_lower: entry.codes for entry in patient_data} | {
    "intake.sourcerow": {"problem"},
    "scheduling.opening": {"source", "wall_start"},
}


def leads_to_a_patient() -> list[type[models.Model]]:
    """Every table with a patient, and every table with a foreign key to such a table, parents before children."""
    found = [entry.model for entry in patient_data]
    while more := [each for each in apps.get_models() if each not in found and _stands_on(each, [Patient, *found])]:
        found += more
    return [each for each in dict.fromkeys(found) if each is not Patient]


def _stands_on(model: type[models.Model], others: list[type[models.Model]]) -> bool:
    if module_of(model.__module__) is None:
        return False
    return any(each.related_model in others for each in model._meta.concrete_fields)


class Filler:
    """Makes one row of a table with the canary in every text; rows that it needs are made once."""

    def __init__(self, patient: Patient, other: Patient) -> None:
        self.patient, self.other = patient, other
        self.made: dict[type[models.Model], models.Model] = {}
        self.marked = set(leads_to_a_patient())

    def fill(self, model: type[models.Model]) -> models.Model:
        if model not in self.made:
            persons = iter(sorted((self.patient, self.other), key=lambda card: card.pk == self.other.pk))
            values = {
                each.attname if each.is_relation else each.name: self._value(model, each, persons)
                for each in model._meta.concrete_fields
                if not self._fills_itself(each)
            }
            self.made[model] = model._default_manager.create(**values)
        return self.made[model]

    @staticmethod
    def _fills_itself(each: models.Field) -> bool:
        is_made_up = isinstance(each, models.UUIDField) and each.has_default()
        return is_made_up or isinstance(each, models.AutoField) or each.has_db_default() or each.generated

    def _value(self, model, each, persons):
        if each.related_model is Patient:
            return next(persons).pk
        if each.name == "patient_id":
            return self.patient.pk
        if each.is_relation:
            is_needed = not each.null or each.related_model in self.marked - {model}
            return self.fill(each.related_model).pk if is_needed else None
        if each.name in text_fields(model):
            return self._text(model, each)
        return None if each.null else self._plain(each)

    def _text(self, model, each):
        if model not in self.marked or each.name in CODES.get(model._meta.label_lower, ()):
            return None if each.null else each.get_default() or self._code(model, each)
        if isinstance(each, ArrayField):
            return [CANARY]
        if model is Mention and each.name == "contacts":
            return f'{{"phones": [["{PHONE}", "{CANARY}"]]}}'
        return {"told": CANARY} if isinstance(each, models.JSONField) else CANARY[: each.max_length]

    @staticmethod
    def _code(model, each):
        if (model, each.name) == (Event, "kind"):
            return "patients.deceased"
        empty = {ArrayField: [], models.JSONField: {}}
        return empty.get(type(each), f"code {model.__name__}"[: each.max_length])

    @staticmethod
    def _plain(each):
        if each.has_default() or each.choices:
            return each.get_default() if each.has_default() else each.choices[0][0]
        return {
            models.DateField: timezone.localdate(),
            models.DateTimeField: timezone.now() - timedelta(days=3),
            models.DecimalField: Decimal(1),
            models.BooleanField: False,
            models.UUIDField: uuid4(),
            # Another in every table, as keyed hashes are.
            models.BinaryField: blake2b(str(each).encode(), digest_size=16).digest(),
            DateTimeRangeField: DateTimeTZRange(timezone.now(), timezone.now() + timedelta(hours=1)),
        }.get(type(each), 1)


def whole_base() -> str:
    """Every row of every table as text, and every sealed value opened."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        lines = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} AS t")
            lines += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    for model in apps.get_models():
        sealed = [each.attname for each in model._meta.concrete_fields if isinstance(each, SealedTextField)]
        if sealed:
            lines += [f"{model._meta.label}: {getattr(row, name)}" for row in model.objects.all() for name in sealed]
    return "\n".join(lines).lower()


def mentions_of(*words: str) -> list[str]:
    return [line for line in whole_base().splitlines() if any(word.lower() in line for word in words)]


@pytest.fixture
def person() -> Patient:
    """A card into which another was merged, with a row in every table that leads to a patient."""
    patient = a_patient(CANARY.title(), CANARY.title(), phone=PHONE)
    double = a_patient(CANARY.title(), "Вторая", phone=PHONE)
    merge_patients(survivor=patient, retired=double, by=nina().as_actor())
    texts = {each: [CANARY] if each == "former_card_numbers" else CANARY for each in text_fields(Patient)}
    for name in set(texts) - {"sort_key", "name_key"}:
        setattr(patient, name, texts[name])
    patient.save()
    filler = Filler(patient, a_patient("Соседов", "Иван"))
    for model in leads_to_a_patient():
        filler.fill(model)
    row: SourceRow = filler.made[SourceRow]
    file = SourceFile.objects.get(pk=row.file_id)
    file.found = CANARY
    file.save()
    DoubtfulCell.objects.create(file=file, row=row.row, line=2, kind="phone", written=CANARY, suggestion=PHONE)
    return Patient.objects.get(pk=patient.pk)


def test_after_erasure_neither_name_nor_number_is_in_any_table(person):
    index = bytes(ContactPoint.objects.filter(patient=person, kind="phone").first().value_index).hex()
    before = mentions_of(CANARY)
    tables = {line.partition(":")[0] for line in before}
    folded = person.name_key.split()[0]
    # Texts of children, sealed and plain, really were there to be lost.
    assert {"patients.consentproof", "audit.auditwords", "intake.doubtfulcell"} <= tables
    assert mentions_of(PHONE, index) != []
    assert NameWord.objects.filter(word=folded).exists()

    erase_patient(patient=person, because="asked", by=nina().as_actor())

    assert mentions_of(CANARY, PHONE, index, folded) == []


def test_what_the_law_keeps_stays_under_the_empty_card(person):
    """Sums and dates for the books, consents and the trail as proofs; nobody else's card is touched."""
    staying = {entry.key for entry in patient_data if entry.stays}
    before = {key: patient_data[key].count([person.pk]) for key in staying}
    others = list(Patient.objects.exclude(pk=person.pk).filter(state="active").order_by("pk").values())

    erase_patient(patient=person, because="asked", by=nina().as_actor())

    after = {key: patient_data[key].count([person.pk]) for key in staying}
    assert after == {**before, "events.event.patient_id": before["events.event.patient_id"] + 1}
    assert [entry.key for entry in patient_data if not entry.stays and entry.count([person.pk])] == []
    assert list(Patient.objects.filter(state="active").order_by("pk").values()) == others
    assert set(Patient.objects.filter(state=PatientState.ERASED).values_list("surname", "card_number")) == {("", None)}
    assert Appointment.objects.get().patient_id == person.pk


def test_the_copy_for_the_patient_holds_every_table(person):
    told = {each.key: each for each in kept_about(person)}
    assert set(told) == {"patients.patient", *(entry.key for entry in patient_data)} - _of_the_other_side()
    assert PHONE in [row.get("value") for row in told["patients.contactpoint.patient"].rows]
    assert all(each.lines for each in told.values())


def _of_the_other_side() -> set[str]:
    """The generated relation has the person on one side only."""
    return {"patients.relation.relative"}


def test_a_number_shared_with_a_relative_stays_with_the_relative(person):
    relative = a_patient("Соседова", "Анна")
    add_contact(patient=relative, kind=ContactKind.PHONE, value=PHONE, by=nina().as_actor())
    erase_patient(patient=person, because="asked", by=nina().as_actor())
    assert [str(each.value) for each in ContactPoint.objects.all()] == [PHONE]
