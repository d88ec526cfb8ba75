"""From a dropped file to cards, on screens."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from zabota.base.jobs.models import Job, State
from zabota.base.jobs.testing import next_waiting_job, run_now
from zabota.core.intake.models import BatchState, ImportBatch, RememberedMapping
from zabota.core.intake.testing import a_csv, a_journal, a_list_of_patients, an_import
from zabota.core.patients.models import Patient
from zabota.core.staff.testing import rita

pytestmark = pytest.mark.django_db


@pytest.fixture
def ritas(client):
    client.force_login(rita())
    return client


def dropped(client, **files):
    uploads = [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]
    answer = client.post(reverse("intake:new_batch"), {"files": uploads})
    assert answer.status_code == 302
    run_now(next_waiting_job())
    return ImportBatch.objects.latest("id")


def test_files_are_looked_into_before_anything_is_taken(ritas):
    batch = dropped(ritas, patients_csv=a_list_of_patients(), journal_csv=a_journal())
    assert batch.state == BatchState.CHECKED
    page = ritas.get(reverse("intake:batch", args=[batch.public_id])).content.decode()
    assert "patients.csv" in page
    assert "cp1251" in page
    assert Patient.objects.count() == 0


def test_a_word_imports_them(ritas):
    batch = dropped(ritas, patients_csv=a_list_of_patients())
    ritas.post(reverse("intake:take", args=[batch.public_id]))
    run_now(next_waiting_job())
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert Patient.objects.count() == 3
    page = ritas.get(reverse("intake:batch", args=[batch.public_id]))
    assert {line.key: line.count for line in page.context["possibilities"]}["call"] == 1


def test_a_mapping_corrected_by_hand_is_remembered_for_files_of_that_shape(ritas):
    content = a_csv([("Кто", "Куда звонить", "Прозвище"), ("Демидова Карина Олеговна", "9161231234", "Карина")])
    batch = dropped(ritas, odd_csv=content)
    file = batch.files.get()
    url = reverse("intake:table", args=[batch.public_id, file.public_id, 0])
    assert ritas.get(url).status_code == 200
    answer = ritas.post(url, {"importer": "patients", "c0": "full_name", "c1": "phone", "c2": "tags"})
    assert answer.status_code == 302
    run_now(next_waiting_job())
    assert RememberedMapping.objects.get().fields == {"кто": "full_name", "куда звонить": "phone", "прозвище": "tags"}
    again = dropped(ritas, next_csv=content.replace(b"1234", b"4321"))
    assert again.files.get().tables[0]["mapping"] == {"c0": "full_name", "c1": "phone", "c2": "tags"}


def test_two_columns_cannot_fill_one_field(ritas):
    batch = dropped(ritas, odd_csv=a_csv([("ФИО", "Имя пациента"), ("Демидова Карина Олеговна", "Карина")]))
    url = reverse("intake:table", args=[batch.public_id, batch.files.get().public_id, 0])
    answer = ritas.post(url, {"importer": "patients", "c0": "full_name", "c1": "full_name"})
    assert answer.status_code == 422
    assert not RememberedMapping.objects.exists()


def test_a_status_nobody_has_seen_is_mapped_once_and_for_all(ritas):
    journal = a_journal().replace("состоялся".encode(), "ффф".encode())
    batch = dropped(ritas, journal_csv=journal)
    url = reverse("intake:values", args=[batch.public_id, "status"])
    page = ritas.get(url)
    assert [(line.written, line.count, line.canonical) for line in page.context["shown"].proposals] == [
        ("ффф", 3, ""),
        ("отмена клиникой", 1, "cancelled_by_clinic"),
    ]
    assert ritas.post(url, {"value_0": "completed", "value_1": "cancelled_by_clinic"}).status_code == 302
    run_now(next_waiting_job())
    page = ritas.get(url)
    assert [line.canonical for line in page.context["shown"].proposals] == ["completed", "cancelled_by_clinic"]


def test_doubtful_cells_can_be_taken_home_as_text(ritas):
    # T47, A20: what begins like a formula is text.
    rows = [("ФИО", "Телефон"), ("=HYPERLINK(1)", "+7 927 000"), ("Зимин Борис Петрович", "927")]
    batch = dropped(ritas, people_csv=a_csv(rows))
    assert ritas.get(reverse("intake:doubts", args=[batch.public_id])).status_code == 200
    answer = ritas.get(reverse("intake:doubts_workbook", args=[batch.public_id]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]


def test_a_file_that_is_no_table_is_told_so(ritas):
    batch = dropped(ritas, picture_csv=b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert batch.state == BatchState.FAILED
    page = ritas.get(reverse("intake:batch", args=[batch.public_id]))
    assert page.status_code == 200


def test_an_import_is_taken_back_from_its_page(ritas):
    batch = an_import(patients_csv=a_list_of_patients())
    ritas.post(reverse("intake:undo", args=[batch.public_id]))
    run_now(next_waiting_job())
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE


def test_an_import_whose_job_failed_for_good_can_be_started_again(ritas):
    batch = dropped(ritas, patients_csv=a_list_of_patients())
    ritas.post(reverse("intake:take", args=[batch.public_id]))
    Job.objects.filter(name="intake.take").update(state=State.FAILED)
    page = ritas.get(reverse("intake:batch", args=[batch.public_id]))
    assert page.context["is_half_way"]
    ritas.post(reverse("intake:take", args=[batch.public_id]))
    run_now(next_waiting_job())
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_nobody_starts_an_import_twice(ritas):
    batch = dropped(ritas, patients_csv=a_list_of_patients())
    ritas.post(reverse("intake:take", args=[batch.public_id]))
    ritas.post(reverse("intake:take", args=[batch.public_id]))
    assert Job.objects.filter(name="intake.take").count() == 1


def test_the_list_of_imports_leaves_for_excel_by_the_door_of_every_list(client):
    # R019
    an_import(patients_csv=a_list_of_patients())
    client.force_login(rita())
    page = client.get(reverse("intake:batches")).content.decode()
    assert "/audit/lists/intake.batches.xlsx" in page
    answer = client.get("/audit/lists/intake.batches.xlsx")
    lines = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert [line[1:] for line in lines] == [("patients.csv", "импортирован", "4", "3", "1")]


def test_a_longer_list_of_imports_asks_no_more_of_the_database(ritas, django_assert_max_num_queries):
    for _ in range(2):
        an_import(patients_csv=a_list_of_patients())
    with CaptureQueriesContext(connection) as two:
        ritas.get(reverse("intake:batches"))
    for _ in range(5):
        an_import(patients_csv=a_list_of_patients())
    with django_assert_max_num_queries(len(two)):
        ritas.get(reverse("intake:batches"))
