"""The list, the steward's queue, the state of the base."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.accounts.roles import Role
from zabota.base.accounts.testing import signed_in
from zabota.core.patients.commands import add_contact, flag_stale, import_mentions, place_mark
from zabota.core.patients.commands.counting import count_base
from zabota.core.patients.commands.importing import ImportedFact, ImportedPerson
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.card import known_visits
from zabota.core.patients.queries.completeness import state_of_base
from zabota.core.patients.queries.lists import PAGE, patient_page
from zabota.core.patients.queries.stewardship import cards_to_check, steward_queue
from zabota.core.patients.testing import a_patient, boris, karina
from zabota.core.practice.testing import samara_volga
from zabota.core.staff.testing import an_employee, maya, nina, rita, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def surnames(**asked: str) -> list[str]:
    return [row.patient.surname for row in patient_page(Access(nina()), asked).rows]


def test_the_list_knows_both_alphabets():
    """Ё stands with е, і after и, ґ after г, є after е; the database itself would put them after я."""
    for surname in ("Яров", "Ёлкин", "Елагин", "Жуков", "Іваненко", "Иванов", "Ґудзь", "Гусев", "Дёмин", "Євтушенко"):
        a_patient(surname, "Иван")
    assert surnames() == [
        "Гусев", "Ґудзь", "Дёмин", "Елагин", "Ёлкин", "Євтушенко", "Жуков", "Иванов", "Іваненко", "Яров",
    ]  # fmt: skip


def test_pages_follow_each_other_without_gaps_even_among_namesakes():
    people = [ImportedPerson(surname="Иванов", given="Иван") for _each in range(2 * PAGE + 3)]
    import_mentions(people=people, source="import:1", by=SYSTEM)
    access, seen, page = Access(nina()), [], patient_page(Access(nina()), {})
    while True:
        seen += [row.patient.pk for row in page.rows]
        if page.after is None:
            break
        page = patient_page(access, {"after": str(page.after)})
    assert seen == sorted(Patient.objects.values_list("pk", flat=True))
    assert page.count == 2 * PAGE + 3
    back = patient_page(access, {"before": str(page.before)})
    assert [row.patient.pk for row in back.rows] == seen[PAGE : 2 * PAGE]


def test_filters_are_codes_and_ids_and_nonsense_filters_nothing():
    karina(), boris()
    place_mark(patient=boris(), kind="do_not_contact", reason="просил", by=SYSTEM)
    assert surnames(state="do_not_contact") == ["Зимин"]
    assert surnames(filled="full") == []
    assert surnames(checked="never", branch=str(karina().home_branch.public_id)) == ["Демидова", "Зимин"]
    assert surnames(branch=str(samara_volga().public_id)) == []
    assert surnames(branch="' OR 1=1", tag="9" * 40, state="%", after="x") == ["Демидова", "Зимин"]


def test_lists_belong_to_branches_and_cards_to_the_network():
    """architecture.md: cards are network-wide for those who treat; lists belong to a branch."""
    karina()
    nobodys = a_patient("Ничей")
    away = an_employee("olya", "Ольга", Role.FRONT_DESK, samara_volga())
    page = patient_page(Access(away), {})
    assert [row.patient for row in page.rows] == [nobodys]
    client = signed_in(Client(), away)
    assert client.get(reverse("patients:card", args=[karina().public_id])).status_code == 200


def test_the_list_asks_the_same_number_of_questions_for_ten_times_the_rows(django_assert_max_num_queries):
    for number in range(25):
        a_patient(f"Иванов{chr(1072 + number)}", phone=f"+7927000{number:04}")
    client = signed_in(Client(), nina())
    client.get(reverse("patients:list"))
    with django_assert_max_num_queries(24):
        client.get(reverse("patients:list"))


def test_what_a_file_states_of_visits_counts_where_no_appointments_are_known():
    today = timezone.localdate()
    older, newer = today - timedelta(days=40), today - timedelta(days=10)
    person = ImportedPerson(
        surname="Зимин",
        facts=(
            ImportedFact("last_visit", stated_on=older, on=older),
            ImportedFact("visits", stated_on=older, amount=7),
        ),
    )
    first = import_mentions(people=[person], source="import:1", by=SYSTEM)[0].patient_id
    again = ImportedPerson(patient_id=first, facts=(ImportedFact("last_visit", stated_on=newer, on=newer),))
    import_mentions(people=[again], source="import:2", by=SYSTEM)
    known = known_visits(list(Patient.objects.all()))[first]
    assert (known.last_on, known.count, known.source, known.stated_on) == (newer, 7, "import:2", newer)


def test_the_steward_sees_the_gravest_first():
    wrong, silent, flagged, good = (a_patient(name) for name in ("Первый", "Второй", "Третий", "Хороший"))
    for number, patient in enumerate((wrong, flagged, flagged, good)):
        contact = add_contact(patient=patient, kind="phone", value=f"+7927000000{number}", by=SYSTEM)
        if number < 2:
            flag_stale(contact=contact, is_wrong=patient == wrong, by=SYSTEM)
    old = a_patient("Давний", phone="+79270000009")
    Patient.objects.filter(pk=old.pk).update(checked_on=timezone.localdate() - timedelta(days=400))
    both = a_patient("Забытый")
    Patient.objects.filter(pk=both.pk).update(checked_on=timezone.localdate() - timedelta(days=400))
    waiting = {urgency: list(cards) for urgency, cards in cards_to_check(Access(rita())).items()}
    assert waiting == {1: [wrong], 2: [silent, both], 3: [flagged], 4: [old]}
    queue = steward_queue(Access(rita()))
    assert queue.count == 5
    assert [entry.patient for entry in queue.entries] == [wrong, silent, both, flagged, old]


def test_a_marketer_sees_the_shares_and_no_patient():
    """R065: what share of patients has each field; T10: a marketer sees counts, never rows."""
    karina(), a_patient("Зимин", "Борис", "")
    base = state_of_base()
    shares = {each.field.key: (each.filled, each.per_cent) for each in base.shares}
    assert (shares["full_name"], shares["patronymic"], shares["email"]) == ((2, 100), (1, 50), (1, 50))
    assert (base.total, sum(cards for _low, cards in base.spread), base.counted_at) == (2, 2, None)
    client = signed_in(Client(), maya())
    page = client.get(reverse("patients:completeness"))
    assert page.status_code == 200
    assert "Демидова" not in page.content.decode()
    assert client.get(reverse("patients:list")).status_code == 403
    assert signed_in(Client(), vera()).get(reverse("patients:completeness")).status_code == 403


def test_the_state_of_the_base_is_kept_and_says_as_of_when():
    """R065: a hundred thousand cards are not counted for each look at the page."""
    a_patient("Зимин")
    count_base()
    a_patient("Новиков")
    assert state_of_base().total == 1
    assert state_of_base().counted_at is not None
    page = signed_in(Client(), maya()).get(reverse("patients:completeness")).content.decode()
    assert "По подсчёту на" in page
    count_base()
    assert state_of_base().total == 2
