"""Put the demo clinic into an empty installation, through the same commands that a clinic's own files go through."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from itertools import chain

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.core.patients.commands import (
    ImportedConsent,
    ImportedContact,
    ImportedLink,
    ImportedMark,
    ImportedNote,
    ImportedPerson,
    import_mentions,
    import_relations,
)
from zabota.core.patients.commands.deduplicating import deduplicate
from zabota.core.patients.models import Patient
from zabota.core.practice.commands import change_practice, open_branch
from zabota.core.practice.models import Branch
from zabota.core.staff.commands import add_doctor
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.site.demo.asking import ask_for_times
from zabota.site.demo.calling import call_for_three_weeks
from zabota.site.demo.cast import cast_of_patients, hire_cast
from zabota.site.demo.clinic import BRANCHES, DemoClinic, DemoDoctor, doctors
from zabota.site.demo.duty import close_past_days, put_on_duty
from zabota.site.demo.journal import book_coming_weeks
from zabota.site.demo.old_journal import second_writings
from zabota.site.demo.people import Person, people
from zabota.site.demo.price_list import price_list
from zabota.site.demo.schedule import open_schedule
from zabota.site.demo.school import open_school
from zabota.site.demo.visits import Visit, visits_of
from zabota.work.scheduling.commands import ImportedAppointment, import_appointments

CHUNK = 1000
SOURCE = "demo"

Report = Callable[[int, int], None]


def load_demo(*, patients: int, report: Report, now: datetime | None = None) -> None:
    """Load the network, its staff and `patients` people with six years of visits, and book the coming weeks as of `now`.

    `report(done, total)` is called after each chunk of people.

    Raises Refused when the installation is in use: a demo never mixes with a clinic's own people.
    """
    if not is_empty():
        raise Refused(_("This installation is in use: the demo clinic is loaded into an empty one only."))
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        clinic = _open_clinic(today)
        open_schedule(clinic, today)
        _load_chunk(cast_of_patients(today), clinic, today)
    done = 0
    for chunk in _chunks(people(patients, today), CHUNK):
        with transaction.atomic():
            _load_chunk(chunk, clinic, today)
        done += len(chunk)
        report(done, patients)
    deduplicate(run=AtOnce(), by=SYSTEM)
    branches = Branch.objects.filter(pk__in=clinic.branch_ids).order_by("pk")
    put_on_duty(branches, now)
    book_coming_weeks(clinic, now)
    close_past_days(branches, today)
    call_for_three_weeks(today)
    open_school(clinic, today)
    ask_for_times(now)


class AtOnce:
    """Runs long work here and now, with nobody watching."""

    def transaction(self) -> AbstractContextManager[None]:
        return transaction.atomic()

    def progress(self, done: int, total: int | None = None, *, step: str | None = None) -> None:
        pass


def is_empty() -> bool:
    """Nobody works here and nobody is treated here yet."""
    return not User.objects.exists() and not Patient.objects.exists()


def _open_clinic(today: date) -> DemoClinic:
    change_practice(name="Забота", is_demo=True, by=SYSTEM)
    branches = [open_branch(name=name, city=city, address=address, by=SYSTEM) for name, city, address, _ in BRANCHES]
    staff = hire_cast(branches)
    return DemoClinic(
        tuple(branch.pk for branch in branches), _hire_doctors(branches, staff), price_list(branches, today)
    )


def _hire_doctors(branches: Sequence[Branch], staff: dict[str, User]) -> dict[tuple[str, int], tuple[int, ...]]:
    hired: dict[tuple[str, int], tuple[int, ...]] = {}
    for doctor in doctors():
        place = (doctor.direction.key, doctor.branch)
        hired[place] = (*hired.get(place, ()), _hire(doctor, branches[doctor.branch], staff).pk)
    return hired


def _hire(doctor: DemoDoctor, branch: Branch, staff: dict[str, User]) -> Doctor:
    return add_doctor(
        surname=doctor.surname,
        given=doctor.given,
        patronymic=doctor.patronymic,
        speciality=doctor.direction.speciality,
        grade=doctor.grade,
        branches=[branch],
        user=staff.get(doctor.login),
        by=SYSTEM,
    )


def _load_chunk(chunk: Sequence[Person], clinic: DemoClinic, today: date) -> None:
    imported = [_as_imported(person, clinic) for person in chunk]
    cards = import_mentions(people=imported, source=SOURCE, by=SYSTEM)
    ids = {person.number: card.patient_id for person, card in zip(chunk, cards, strict=True)}
    written_twice = list(chain.from_iterable(second_writings(person) for person in chunk))
    import_mentions(people=written_twice, source=f"{SOURCE}:journal", by=SYSTEM)
    import_relations(links=list(_links(chunk, ids)), source=SOURCE, by=SYSTEM)
    visits = chain.from_iterable(visits_of(person, today) for person in chunk)
    homes = {person.number: person for person in chunk}
    import_appointments(
        (_as_appointment(visit, homes[visit.person], ids[visit.person], clinic) for visit in visits),
        source=SOURCE,
        by=SYSTEM,
    )


def _as_imported(person: Person, clinic: DemoClinic) -> ImportedPerson:
    return ImportedPerson(
        surname=person.surname,
        given=person.given,
        patronymic=person.patronymic,
        sex=person.sex,
        birth_date=person.birth_date,
        is_deceased=person.is_deceased,
        card_number=person.card_number,
        city=person.home.city,
        registered_on=person.joined_on,
        card={
            "home_branch_id": clinic.branch_ids[person.home.branch],
            "doctor_id": _doctor_of(person, clinic),
            "reason_for_contact": person.reason,
            "street": person.home.street,
            "source": person.source,
            "occupation": person.occupation,
            "marital_status": person.marital_status,
            "children_count": person.children,
            "preferred_channel": person.preferred_channel,
        },
        contacts=tuple(_contacts(person)),
        notes=tuple(ImportedNote(kind, text) for kind, text in person.notes),
        marks=tuple(ImportedMark(each.kind, each.reason, until=each.until) for each in person.marks),
        consents=_consents(person),
        tags=person.tags,
    )


def _contacts(person: Person) -> Iterator[ImportedContact]:
    if person.phone:
        yield ImportedContact("phone", person.phone, belongs_to=person.phone_of)
    if person.email:
        yield ImportedContact("email", person.email)


def _consents(person: Person) -> tuple[ImportedConsent, ...]:
    if not person.consent:
        return ()
    return (ImportedConsent("marketing_general", person.consent, evidence=_("paper form of the demo")),)


def _links(chunk: Sequence[Person], ids: dict[int, int]) -> Iterator[ImportedLink]:
    for person in chunk:
        if person.guardian in ids:
            yield ImportedLink(ids[person.number], ids[person.guardian], "parent", answers=True)


def _as_appointment(visit: Visit, person: Person, patient_id: int, clinic: DemoClinic) -> ImportedAppointment:
    return ImportedAppointment(
        source_key=f"demo:{visit.person}:{visit.starts_at:%Y%m%d%H%M}:{visit.offer.name[:20]}",
        patient_id=patient_id,
        on=visit.starts_at.date(),
        at=visit.starts_at.time(),
        branch_id=clinic.branch_ids[person.home.branch],
        doctor_id=_doctor_of(person, clinic),
        service_id=clinic.service_ids[visit.offer.name],
        minutes=visit.offer.minutes,
        status=visit.status,
        cancelled_by=visit.cancelled_by,
        cancel_reason=visit.cancel_reason,
        amount=visit.amount,
    )


def _doctor_of(person: Person, clinic: DemoClinic) -> int:
    """The one of the direction in the person's branch, or in another branch where there is none."""
    direction = person.direction.key
    own = clinic.doctor_ids.get((direction, person.home.branch))
    choices = own or next(ids for (key, _branch), ids in clinic.doctor_ids.items() if key == direction)
    return choices[person.number % len(choices)]


def _chunks(households: Iterable[list[Person]], size: int) -> Iterator[list[Person]]:
    """Whole households together, about `size` people at a time."""
    chunk: list[Person] = []
    for household in households:
        chunk += household
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
