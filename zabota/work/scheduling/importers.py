"""Journals of appointments plug into intake: which fields they have, and how a row becomes an appointment."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.core.catalog.commands import service_for
from zabota.core.intake.registry import Choice, Field, Importer, Taken, TakenRow, ValueKind, register
from zabota.core.practice.models import Branch
from zabota.core.staff.commands import doctor_for
from zabota.lib.actors import Actor
from zabota.lib.person_names import split_name
from zabota.work.scheduling.commands import ImportedAppointment, import_appointments, remove_imported_appointments
from zabota.work.scheduling.models import CancelledBy, Status

STATUSES = (
    Choice("planned", _("Planned"), ("запланирован", "запланировано", "записан", "записана", "запись", "ожидается", "подтвержден", "подтверждено", "подтверждён", "план", "предстоит", "новая", "не подтвержден", "ожидает", "будет", "заплановано", "записаний", "підтверджено", "очікується", "planned", "scheduled", "booked", "confirmed", "pending", "upcoming")),
    Choice("completed", _("Completed"), ("состоялся", "состоялось", "пришел", "пришла", "явка", "явился", "выполнен", "выполнено", "завершен", "завершено", "оказано", "принят", "был", "была", "да", "ок", "оплачено", "закрыт", "закрыто", "визит состоялся", "прием состоялся", "проведен", "проведено", "обслужен", "відбувся", "відбулося", "прийшов", "прийшла", "виконано", "завершено", "completed", "done", "arrived", "visited", "attended", "finished", "fulfilled", "checked out", "came")),
    Choice("cancelled_by_patient", _("Cancelled by the patient"), ("отмена пациентом", "отменен пациентом", "отменил пациент", "отменил", "отменила", "отказ", "отказался", "отказалась", "отмена", "отменен", "отменено", "отменён", "отмена клиентом", "отменен клиентом", "отказ пациента", "скасовано", "скасовано пацієнтом", "скасував", "скасувала", "відміна", "відмова", "відмінено", "cancelled", "canceled", "cancelled by patient", "canceled by patient", "patient cancelled", "cancellation", "declined")),
    Choice("cancelled_by_clinic", _("Cancelled by the clinic"), ("отмена клиникой", "отменен клиникой", "отменила клиника", "отмена врачом", "врач заболел", "отменен врачом", "отмена администратором", "скасовано клінікою", "скасовано лікарем", "відміна клінікою", "cancelled by clinic", "canceled by clinic", "clinic cancelled", "cancelled by doctor")),
    Choice("no_show", _("No-show"), ("не пришел", "не пришла", "неявка", "не явился", "не явилась", "не был", "не было", "нет", "пропуск", "пропустил", "прогул", "н/я", "не прийшов", "не прийшла", "не з'явився", "неявка пацієнта", "no show", "no-show", "noshow", "missed", "did not come", "did not attend", "dna")),
    Choice("moved", _("Moved"), ("перенос", "перенесен", "перенесено", "перенесена", "перенёс", "перенес", "перенесла", "перенесений", "перенесення", "moved", "rescheduled", "postponed")),
)  # fmt: skip


def _field(key: str, label: object, kind: ValueKind, ru: str, uk: str, en: str, **more: Any) -> Field:
    titles = {language: tuple(text.split("|")) for language, text in (("ru", ru), ("uk", uk), ("en", en))}
    return Field(key, label, kind, titles, **more)


_K = ValueKind

FIELDS = (
    _field("appointment_date", _("Appointment date"), _K.DATE, "дата|дата приема|дата визита|дата записи|дата посещения|дата и время|когда|число|день|дата услуги|дата оказания|дата и время приема|дата/время|начало|дата явки", "дата|дата прийому|дата візиту|дата запису|дата відвідування|дата і час|дата та час|коли|число|день|початок", "date|appointment date|visit date|date and time|datetime|date time|day|start|service date|scheduled at|start time date", tells=1.0),
    _field("appointment_time", _("Time"), _K.TIME, "время|время приема|время записи|начало|час|время визита|время начала|начало приема", "час|час прийому|час запису|початок|час візиту", "time|appointment time|start time|start|visit time", tells=1.0),
    _field("appointment_end", _("End"), _K.TIME, "окончание|время окончания|конец|до", "закінчення|кінець|до", "end|end time|finish"),
    _field("duration", _("Duration"), _K.NUMBER, "длительность|продолжительность|мин|длительность мин", "тривалість|хв", "duration|minutes|length"),
    _field("doctor", _("Doctor"), _K.NAMED, "врач|доктор|специалист|фио врача|сотрудник|исполнитель|мастер|к кому|врач фио|лечащий врач|принял|принимающий врач", "лікар|доктор|спеціаліст|фахівець|піб лікаря|виконавець|до кого", "doctor|physician|specialist|provider|practitioner|dentist|staff|clinician|resource", tells=0.6),
    _field("specialty", _("Specialty"), _K.NAMED, "специальность|специализация|направление|отделение", "спеціальність|спеціалізація|напрям", "specialty|speciality|department"),
    _field("service", _("Service"), _K.NAMED, "услуга|услуги|процедура|вид приема|наименование услуги|цель визита|вид услуги|что делали|прием|название услуги|оказанная услуга|тип приема|манипуляция|работы", "послуга|послуги|процедура|вид прийому|назва послуги|мета візиту|найменування послуги|тип прийому", "service|services|procedure|treatment|appointment type|visit type|service name|type", tells=1.0),
    _field("status", _("Status"), _K.CHOICE, "статус|статус записи|статус визита|состояние|явка|результат|итог|статус приема|пришел|отметка о явке|отметка", "статус|статус запису|статус візиту|стан|явка|результат|підсумок", "status|appointment status|visit status|state|outcome|attendance|result", choices=STATUSES, tells=1.5),
    _field("price", _("Sum"), _K.MONEY, "сумма|стоимость|цена|оплата|к оплате|оплачено|сумма к оплате|стоимость услуги|сумма оплаты|итого|сумма руб|цена руб|стоимость руб", "сума|вартість|ціна|оплата|до сплати|сплачено|сума грн|вартість послуги", "sum|amount|price|cost|total|paid|fee|charge|payment", tells=0.5),
    _field("cancel_reason", _("Reason of cancellation"), _K.TEXT, "причина отмены|причина|причина отказа|причина неявки|почему отменил|почему отменено|причина переноса", "причина скасування|причина|причина відмови|причина відміни|причина неявки|чому скасовано", "cancellation reason|reason of cancellation|cancel reason|reason|reason for cancellation", tells=1.5),
    _field("room", _("Room"), _K.NAMED, "кабинет|каб|каб.|комната", "кабінет|каб", "room|cabinet|office"),
    _field("booked_by", _("Booked by"), _K.NAMED, "кто записал|записал|автор записи|оператор|администратор", "хто записав|записав|оператор|адміністратор", "booked by|created by|operator|scheduled by"),
    _field("booked_on", _("Booked on"), _K.DATE, "дата создания записи|записан когда|дата создания", "дата створення запису|дата створення", "booked on|booking date|created at"),
)  # fmt: skip

LONGEST_KEY = 80


class _People:
    """Doctors, services and branches that one chunk names, each looked up once."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self.doctor = lru_cache(maxsize=None)(self._doctor)
        self.service = lru_cache(maxsize=None)(self._service)
        self.branch = lru_cache(maxsize=None)(self._branch)

    def _doctor(self, written: str) -> int | None:
        name = split_name(written)
        if not name.surname:
            return None
        return doctor_for(surname=name.surname, given=name.given, patronymic=name.patronymic, by=self._by).pk

    def _service(self, written: str) -> int | None:
        return service_for(name=written[:200], by=self._by).pk if written else None

    def _branch(self, written: str) -> int | None:
        known = Branch.objects.filter(name__iexact=written)
        return known.values_list("pk", flat=True).first() if written else None


def take(rows: Sequence[TakenRow], *, source: str, by: Actor) -> Taken:
    """Rows of a journal become appointments; the same row again changes nothing."""
    people, today = _People(by), timezone.localdate()
    result = import_appointments([_appointment(row, people, today) for row in rows], source=source, by=by)
    return Taken(result.created, result.changed, result.unchanged)


def _appointment(row: TakenRow, people: _People, today: date) -> ImportedAppointment:
    text = {key: value or "" for key, value in row.values.items()}
    on = date.fromisoformat(text["appointment_date"][:10])
    at = text.get("appointment_time") or text["appointment_date"][11:16]
    status, cancelled_by = _outcome(text.get("status", ""), on, today, has_reason=bool(text.get("cancel_reason")))
    amount = Decimal(text["price"]) if text.get("price") else None
    return ImportedAppointment(
        source_key=_key(row.key, on, at, text.get("doctor", ""), text.get("service", "")),
        patient_id=row.patient_id,
        on=on,
        at=time.fromisoformat(at) if at else None,
        branch_id=people.branch(text.get("branch", "")),
        doctor_id=people.doctor(text.get("doctor", "")),
        service_id=people.service(text.get("service", "")),
        minutes=_minutes(text, at),
        status=status,
        cancelled_by=cancelled_by,
        cancel_reason=text.get("cancel_reason", "")[:80],
        amount=amount if amount is not None and amount >= 0 else None,
    )


def _key(person: str, on: date, at: str, doctor: str, service: str) -> str:
    """Who, when, to whom, for what: what stays the same when a later export tells another outcome."""
    visit = sha256(f"{on}|{at}|{doctor.lower()}|{service.lower()}".encode()).hexdigest()
    return f"{person}:{visit}"[:LONGEST_KEY]


def _outcome(status: str, on: date, today: date, *, has_reason: bool) -> tuple[str, str]:
    """(status, cancelled by); where a journal has no statuses, what is past took place unless a reason tells otherwise."""
    if status == "cancelled_by_clinic":
        return Status.CANCELLED, CancelledBy.CLINIC
    if status == "cancelled_by_patient" or (not status and has_reason):
        return Status.CANCELLED, CancelledBy.PATIENT
    if status in Status.values:
        return status, ""
    return (Status.PLANNED if on > today else Status.COMPLETED), ""


def _minutes(text: dict[str, str], at: str) -> int:
    if text.get("duration"):
        return max(1, min(int(text["duration"]), 24 * 60))
    if at and text.get("appointment_end"):
        start, end = (60 * int(each[:2]) + int(each[3:5]) for each in (at, text["appointment_end"]))
        return end - start if 0 < end - start <= 12 * 60 else 30
    return 30


APPOINTMENTS = register(
    Importer(
        "appointments",
        _("Appointments"),
        FIELDS,
        builds_on=("patients",),
        needs=frozenset({"appointment_date"}),
        enough=2.0,
        take=take,
        remove=remove_imported_appointments,
    )
)
