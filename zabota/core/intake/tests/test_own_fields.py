"""A column that the program does not know fills a field of the clinic's own (R006, R076)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zabota.base.jobs.testing import next_waiting_job, run_now
from zabota.core.intake.commands import AtTheShell, undo_batch
from zabota.core.intake.models import ImportBatch
from zabota.core.intake.testing import a_csv
from zabota.core.patients.commands.fields import add_custom_field, put_custom_field_away
from zabota.core.patients.models import CustomField, CustomValue, Patient
from zabota.core.staff.testing import rita
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

TITLES = ("ФИО", "Дата рождения", "Телефон", "Размер обуви", "Группа крови", "Прививка")
KARINA = ("Демидова Карина Олеговна", "12.03.1992", "9161231234")
BORIS = ("Зимин Борис Петрович", "03.02.1955", "9272223344")


@pytest.fixture
def own():
    """Ids of the clinic's fields by their kinds."""
    names = {"number": "Размер обуви", "choice": "Группа крови", "date": "Прививка"}
    for kind, name in names.items():
        add_custom_field(name=name, kind=kind, choices=("I", "II") if kind == "choice" else (), by=SYSTEM)
    return dict(CustomField.objects.values_list("kind", "id"))


@pytest.fixture
def ritas(client):
    client.force_login(rita())
    return client


def looked_into(client, *lines):
    upload = SimpleUploadedFile("shoes.csv", a_csv([TITLES, *lines]))
    client.post(reverse("intake:new_batch"), {"files": [upload]})
    run_now(next_waiting_job())
    return ImportBatch.objects.latest("id")


def taken(client, batch):
    client.post(reverse("intake:take", args=[batch.public_id]))
    run_now(next_waiting_job())
    batch.refresh_from_db()
    return batch


def map_by_hand(client, batch, own):
    url = reverse("intake:table", args=[batch.public_id, batch.files.get().public_id, 0])
    assert "Размер обуви" in client.get(url).content.decode()
    keys = {"c3": f"own_{own['number']}_number", "c4": f"own_{own['choice']}_choice", "c5": f"own_{own['date']}_date"}
    known = {"importer": "patients", "c0": "full_name", "c1": "birth_date", "c2": "phone"}
    assert client.post(url, {**known, **keys}).status_code == 302
    run_now(next_waiting_job())


def values_of(name):
    card = Patient.objects.get(surname=name, state="active")
    return {value.field.name: str(value.value) for value in card.custom_values.all()}


def test_a_column_mapped_by_hand_lands_on_the_card_and_is_remembered(ritas, own):
    first = looked_into(ritas, (*KARINA, "37,5 р.", "ii", "05.06.2020"))
    map_by_hand(ritas, first, own)
    taken(ritas, first)
    assert values_of("Демидова") == {"Размер обуви": "37.5", "Группа крови": "II", "Прививка": "05.06.2020"}

    again = taken(ritas, looked_into(ritas, (*BORIS, "44", "I", "")))
    assert again.files.get().tables[0]["is_remembered"]
    assert values_of("Зимин") == {"Размер обуви": "44", "Группа крови": "I"}


def test_undo_takes_the_values_away_and_leaves_those_that_were_there(ritas, own):
    first = looked_into(ritas, (*KARINA, "37", "", ""))
    map_by_hand(ritas, first, own)
    taken(ritas, first)
    second = taken(ritas, looked_into(ritas, (*KARINA, "39", "II", ""), (*BORIS, "44", "I", "")))
    assert values_of("Демидова") == {"Размер обуви": "37", "Группа крови": "II"}

    undo_batch(batch=second, run=AtTheShell(), by=SYSTEM)
    assert values_of("Демидова") == {"Размер обуви": "37"}
    assert [str(value.value) for value in CustomValue.objects.all()] == ["37"]


def test_a_field_put_away_is_offered_no_more_and_its_columns_are_left(ritas, own):
    first = looked_into(ritas, (*KARINA, "37", "", ""))
    map_by_hand(ritas, first, own)
    put_custom_field_away(field=CustomField.objects.get(pk=own["number"]), by=SYSTEM)
    taken(ritas, looked_into(ritas, (*BORIS, "44", "I", "")))
    assert values_of("Зимин") == {"Группа крови": "I"}
