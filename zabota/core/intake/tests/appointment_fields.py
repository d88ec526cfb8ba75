"""The fields of an appointment sheet as scheduling declares them; recognising is tested with them from below."""

from zabota.core.intake.registry import Choice, Field, Importer, ValueKind

STATUSES = (
    Choice("planned", "Planned", ("запланирован", "запланировано", "записан", "записана", "запись", "ожидается", "подтвержден", "подтверждено", "подтверждён", "план", "предстоит", "новая", "не подтвержден", "ожидает", "будет", "заплановано", "записаний", "підтверджено", "очікується", "planned", "scheduled", "booked", "confirmed", "pending", "upcoming")),
    Choice("completed", "Completed", ("состоялся", "состоялось", "пришел", "пришла", "явка", "явился", "выполнен", "выполнено", "завершен", "завершено", "оказано", "принят", "был", "была", "да", "ок", "оплачено", "закрыт", "закрыто", "визит состоялся", "прием состоялся", "проведен", "проведено", "обслужен", "відбувся", "відбулося", "прийшов", "прийшла", "виконано", "завершено", "completed", "done", "arrived", "visited", "attended", "finished", "fulfilled", "checked out", "came")),
    Choice("cancelled_by_patient", "Cancelled by the patient", ("отмена пациентом", "отменен пациентом", "отменил пациент", "отменил", "отменила", "отказ", "отказался", "отказалась", "отмена", "отменен", "отменено", "отменён", "отмена клиентом", "отменен клиентом", "отказ пациента", "скасовано", "скасовано пацієнтом", "скасував", "скасувала", "відміна", "відмова", "відмінено", "cancelled", "canceled", "cancelled by patient", "canceled by patient", "patient cancelled", "cancellation", "declined")),
    Choice("cancelled_by_clinic", "Cancelled by the clinic", ("отмена клиникой", "отменен клиникой", "отменила клиника", "отмена врачом", "врач заболел", "отменен врачом", "отмена администратором", "скасовано клінікою", "скасовано лікарем", "відміна клінікою", "cancelled by clinic", "canceled by clinic", "clinic cancelled", "cancelled by doctor")),
    Choice("no_show", "No-show", ("не пришел", "не пришла", "неявка", "не явился", "не явилась", "не был", "не было", "нет", "пропуск", "пропустил", "прогул", "н/я", "не прийшов", "не прийшла", "не з'явився", "неявка пацієнта", "no show", "no-show", "noshow", "missed", "did not come", "did not attend", "dna")),
    Choice("moved", "Moved", ("перенос", "перенесен", "перенесено", "перенесена", "перенёс", "перенес", "перенесла", "перенесений", "перенесення", "moved", "rescheduled", "postponed")),
)  # fmt: skip


def _field(key: str, label: str, kind: ValueKind, ru: str, uk: str, en: str, **more: object) -> Field:
    titles = {language: tuple(text.split("|")) for language, text in (("ru", ru), ("uk", uk), ("en", en))}
    return Field(key, label, kind, titles, **more)  # type: ignore[arg-type]


_K = ValueKind

FIELDS = (
    _field("appointment_date", "Appointment date", _K.DATE, "дата|дата приема|дата визита|дата записи|дата посещения|дата и время|когда|число|день|дата услуги|дата оказания|дата и время приема|дата/время|начало|дата явки", "дата|дата прийому|дата візиту|дата запису|дата відвідування|дата і час|дата та час|коли|число|день|початок", "date|appointment date|visit date|date and time|datetime|date time|day|start|service date|scheduled at|start time date", tells=1.0),
    _field("appointment_time", "Time", _K.TIME, "время|время приема|время записи|начало|час|время визита|время начала|начало приема", "час|час прийому|час запису|початок|час візиту", "time|appointment time|start time|start|visit time", tells=1.0),
    _field("appointment_end", "End", _K.TIME, "окончание|время окончания|конец|до", "закінчення|кінець|до", "end|end time|finish"),
    _field("duration", "Duration", _K.NUMBER, "длительность|продолжительность|мин|длительность мин", "тривалість|хв", "duration|minutes|length"),
    _field("doctor", "Doctor", _K.NAMED, "врач|доктор|специалист|фио врача|сотрудник|исполнитель|мастер|к кому|врач фио|лечащий врач|принял|принимающий врач", "лікар|доктор|спеціаліст|фахівець|піб лікаря|виконавець|до кого", "doctor|physician|specialist|provider|practitioner|dentist|staff|clinician|resource", tells=0.6),
    _field("specialty", "Specialty", _K.NAMED, "специальность|специализация|направление|отделение", "спеціальність|спеціалізація|напрям", "specialty|speciality|department"),
    _field("service", "Service", _K.NAMED, "услуга|услуги|процедура|вид приема|наименование услуги|цель визита|вид услуги|что делали|прием|название услуги|оказанная услуга|тип приема|манипуляция|работы", "послуга|послуги|процедура|вид прийому|назва послуги|мета візиту|найменування послуги|тип прийому", "service|services|procedure|treatment|appointment type|visit type|service name|type", tells=1.0),
    _field("status", "Status", _K.CHOICE, "статус|статус записи|статус визита|состояние|явка|результат|итог|статус приема|пришел|отметка о явке|отметка", "статус|статус запису|статус візиту|стан|явка|результат|підсумок", "status|appointment status|visit status|state|outcome|attendance|result", choices=STATUSES, tells=1.5),
    _field("price", "Sum", _K.MONEY, "сумма|стоимость|цена|оплата|к оплате|оплачено|сумма к оплате|стоимость услуги|сумма оплаты|итого|сумма руб|цена руб|стоимость руб", "сума|вартість|ціна|оплата|до сплати|сплачено|сума грн|вартість послуги", "sum|amount|price|cost|total|paid|fee|charge|payment", tells=0.5),
    _field("cancel_reason", "Reason of cancellation", _K.TEXT, "причина отмены|причина|причина отказа|причина неявки|почему отменил|причина переноса", "причина скасування|причина|причина відмови|причина відміни|причина неявки", "cancellation reason|reason of cancellation|cancel reason|reason|reason for cancellation", tells=1.5),
    _field("room", "Room", _K.NAMED, "кабинет|каб|каб.|комната", "кабінет|каб", "room|cabinet|office"),
    _field("booked_by", "Booked by", _K.NAMED, "кто записал|записал|автор записи|оператор|администратор", "хто записав|записав|оператор|адміністратор", "booked by|created by|operator|scheduled by"),
    _field("booked_on", "Booked on", _K.DATE, "дата создания записи|записан когда|дата создания", "дата створення запису|дата створення", "booked on|booking date|created at"),
)  # fmt: skip

APPOINTMENTS = Importer("appointments", "Appointments", FIELDS, ("patients",), frozenset({"appointment_date"}), 2.0)
