"""What files say of a patient. Patients lie below intake, so intake itself holds their fields."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.intake.registry import Choice, Field, Importer, ValueKind, register

CHANNELS = (
    Choice(
        "call",
        pgettext_lazy("channel", "Call"),
        ("телефон", "звонок", "звонки", "тел", "по телефону", "дзвінок", "дзвінки", "phone", "call", "звонить", "моб"),
    ),
    Choice("sms", _("SMS"), ("sms", "смс", "сообщение", "повідомлення", "text")),
    Choice(
        "email",
        _("E-mail"),
        ("email", "e-mail", "почта", "эл. почта", "электронная почта", "пошта", "ел. пошта", "mail", "имейл"),
    ),
    Choice(
        "whatsapp",
        _("WhatsApp"),
        ("whatsapp", "ватсап", "вотсап", "вацап", "вотсапп", "ватсапп", "wa", "what's app", "whats app", "уотсап"),
    ),
    Choice("telegram", _("Telegram"), ("telegram", "телеграм", "телеграмм", "тг", "tg", "телега", "tlg")),
    Choice("viber", _("Viber"), ("viber", "вайбер", "вибер")),
    Choice("max", _("MAX"), ("max", "макс")),
    Choice("vk", _("VK"), ("vk", "вк", "вконтакте")),
    Choice("post", _("Post"), ("письмо", "бумажная почта", "post", "лист")),
)
MARITAL_STATUSES = (
    Choice(
        "married",
        _("Married"),
        (
            "женат/замужем",
            "женат",
            "замужем",
            "в браке",
            "брак",
            "одружений",
            "одружена",
            "заміжня",
            "у шлюбі",
            "married",
            "гражданский брак",
            "цивільний шлюб",
            "civil union",
        ),
    ),
    Choice(
        "single",
        _("Single"),
        (
            "холост/не замужем",
            "холост",
            "не замужем",
            "не женат",
            "холостой",
            "неодружений",
            "незаміжня",
            "не заміжня",
            "single",
        ),
    ),
    Choice(
        "divorced",
        _("Divorced"),
        ("в разводе", "разведен", "разведена", "развод", "розлучений", "розлучена", "у розлученні", "divorced"),
    ),
    Choice("widowed", _("Widowed"), ("вдова", "вдовец", "вдова/вдовец", "вдівець", "widowed", "widow", "widower")),
)
INCOME_BANDS = (
    Choice("low", _("Low"), ("низкий", "ниже среднего", "низький", "low", "нижче середнього")),
    Choice("middle", _("Middle"), ("средний", "середній", "middle", "average", "medium")),
    Choice("high", _("High"), ("высокий", "выше среднего", "високий", "high", "вище середнього")),
)

_K = ValueKind


def _field(key: str, label: object, kind: ValueKind, ru: str, uk: str, en: str, **more: Any) -> Field:
    """Titles are parted by `|`."""
    titles = {
        language: tuple(title.strip() for title in text.split("|"))
        for language, text in (("ru", ru), ("uk", uk), ("en", en))
        if text
    }
    return Field(key, label, kind, titles, **more)


FIELDS = (
    _field(
        "full_name", _("Full name"), _K.FULL_NAME,
        "фио|ф.и.о.|фио пациента|пациент|клиент|фамилия имя отчество|фамилия и имя|имя пациента|имя клиента|полное имя|фио клиента|больной|пациентка|ф и о|ребенок"
        "|фио ребенка|наименование|контрагент|посетитель|гость|заказчик|фамилия и о|имя фамилия|кто|контакт",
        "піб|п.і.б.|піб пацієнта|пацієнт|клієнт|прізвище ім'я по батькові|прізвище та ім'я|піб клієнта|хворий|повне ім'я|ім'я пацієнта|дитина|піб дитини",
        "full name|name|patient|patient name|client|client name|customer|fio|fullname|display name|contact name",
        tells=0.5,
    ),
    _field("surname", _("Surname"), _K.NAME_PART, "фамилия|фам|фамилия пациента|ф", "прізвище|прізвище пацієнта", "surname|last name|family name|lastname|fam|familia|familiya"),
    _field("given_name", _("First name"), _K.NAME_PART, "имя|имя пациента|и", "ім'я|ім'я пацієнта|імя", "first name|given name|firstname|forename|im|imya|given"),
    _field("patronymic", _("Patronymic"), _K.NAME_PART, "отчество|отч|отчество пациента|о", "по батькові|побатькові", "patronymic|middle name|second name|middlename|ot|otch|otchestvo"),
    _field("maiden_name", _("Maiden name"), _K.NAME_PART, "девичья фамилия|прежняя фамилия|фамилия до брака|предыдущая фамилия|старая фамилия", "дівоче прізвище|попереднє прізвище", "maiden name|former name|previous surname|birth name"),
    _field(
        "birth_date", _("Birth date"), _K.BIRTH_DATE,
        "дата рождения|д.р.|др|г.р.|гр|год рождения|дата рожд|дата рожд.|д/р|родился|рождение|дата р|день рождения|д рожд|год рожд|дата рождения пациента|датарождения",
        "дата народження|д.н.|дн|рік народження|р.н.|рн|дата нар|народився|день народження|д/н|дата народж",
        "date of birth|birth date|birthday|dob|birthdate|born|birth|year of birth|d.o.b.|datar|drozhd|data rozhd|dr",
        tells=1.0,
    ),
    _field("age", _("Age"), _K.NUMBER, "возраст|лет|полных лет|возраст лет", "вік|років|повних років", "age|years"),
    _field("sex", _("Sex"), _K.SEX, "пол|пол пациента|м/ж|муж/жен", "стать|ч/ж|чол/жін", "sex|gender|m/f|pol"),
    _field(
        "card_number", _("Card number"), _K.CARD_NUMBER,
        "№ карты|номер карты|карта|№ амбулаторной карты|амб. карта|номер амбулаторной карты|№ карточки|номер карточки|карточка|№ медкарты|медкарта|медицинская карта|история болезни"
        "|№ истории болезни|№ и/б|код пациента|id пациента|номер пациента|код клиента|ид пациента|№ а/к|№ амб. карты|№ мк|мк|код|id|номер мк",
        "№ картки|номер картки|картка|№ амбулаторної картки|медична картка|код пацієнта|id пацієнта|номер пацієнта|код клієнта|історія хвороби|№ мк",
        "card number|card|card no|patient id|chart number|chart|mrn|medical record number|record number|client id|patient no|patient code|ncard|nkart|cardno",
        tells=1.0,
    ),
    _field("former_card_number", _("Former card number"), _K.CARD_NUMBER, "старый номер карты|прежний номер карты|старая карта|№ старой карты|архивный номер", "старий номер картки|попередній номер картки", "old card number|former card number|previous card", several=True),
    _field("paper_card_place", _("Where the paper card stands"), _K.TEXT, "место хранения карты|полка|стеллаж|где карта|ячейка|место карты", "місце зберігання картки|полиця|комірка", "paper card place|shelf|card location"),
    _field(
        "phone", _("Phone"), _K.PHONE,
        "телефон|тел|тел.|мобильный|моб|моб.|мобильный телефон|сотовый|сот|сот. тел|телефоны|номер телефона|контактный телефон|контакты|контакт|контактные данные|телефон пациента|тел пациента"
        "|домашний телефон|рабочий телефон|доп. телефон|дополнительный телефон|телефон 1|телефон 2|тел 1|тел 2|телефон мобильный|телефон домашний|телефон рабочий|связь|номер|whatsapp"
        "|телефон родителя|телефон мамы|телефон представителя|моб тел|конт тел|viber",
        "телефон|тел|мобільний|моб|мобільний телефон|номер телефону|контактний телефон|контакти|контактні дані|телефон пацієнта|домашній телефон|робочий телефон|додатковий телефон|зв'язок",
        "phone|phone number|mobile|mobile phone|tel|telephone|cell|cell phone|contact|contacts|contact phone|home phone|work phone|phone 1|phone 2|cellphone|telefon|tel1|tel2|mob",
        several=True,
    ),
    _field("email", _("E-mail"), _K.EMAIL, "e-mail|email|почта|эл. почта|электронная почта|эл почта|электронный адрес|имейл|мейл|адрес эл. почты", "ел. пошта|електронна пошта|пошта|емейл|електронна адреса|ел пошта", "e-mail|email|mail|email address|e mail", several=True),
    _field("preferred_channel", _("Preferred channel"), _K.CHOICE, "удобный мессенджер|мессенджер|предпочитаемый канал|способ связи|удобный способ связи|канал связи|как связаться|предпочтительный способ связи|куда писать", "зручний месенджер|месенджер|спосіб зв'язку|зручний спосіб зв'язку|бажаний канал|канал зв'язку", "preferred channel|messenger|preferred contact|contact method|preferred contact method|communication channel", choices=CHANNELS, tells=0.3),
    _field("address", _("Address"), _K.TEXT, "адрес|адрес проживания|адрес регистрации|место жительства|прописка|домашний адрес|адрес пациента|улица|место проживания|адрес прописки", "адреса|адреса проживання|адреса реєстрації|місце проживання|домашня адреса|вулиця", "address|home address|street|residence|street address|adres|adr", tells=0.5),
    _field("city", _("City"), _K.TEXT, "город|населенный пункт|нас. пункт|откуда|регион", "місто|населений пункт|звідки", "city|town|locality|gorod"),
    _field("marital_status", _("Marital status"), _K.CHOICE, "семейное положение|сем. положение|сем положение|семья|семейный статус", "сімейний стан|сімейне положення", "marital status|family status|married", choices=MARITAL_STATUSES, tells=0.5),
    _field("children", _("Children"), _K.NUMBER, "дети|детей|кол-во детей|количество детей|число детей", "діти|дітей|кількість дітей", "children|number of children|kids"),
    _field("occupation", _("Occupation"), _K.TEXT, "профессия|должность|род занятий|место работы|работа|занятость|организация|место работы должность", "професія|посада|рід занять|місце роботи|робота|організація", "occupation|job|profession|employer|workplace|work|organization|company"),
    _field("income_band", _("Income"), _K.CHOICE, "доход|уровень дохода|доходы|достаток", "дохід|рівень доходу|статки", "income|income level|income band", choices=INCOME_BANDS),
    _field("source", _("Source"), _K.NAMED, "источник|как вы о нас узнали|откуда узнали|откуда о нас узнали|рекламный источник|источник рекламы|канал привлечения|реклама|как узнали|откуда пришел|рекламный канал|источник обращения|откуда узнали о нас|откуда вы узнали", "джерело|як ви про нас дізналися|звідки дізналися|рекламне джерело|канал залучення|реклама|як дізналися|звідки про нас дізнались|звідки дізнались", "source|how did you hear about us|referral source|lead source|channel|advertising source|how did you find us|marketing source|how did they find us|heard about us|where did you hear about us", tells=0.4),
    _field("attending_doctor", _("Attending doctor"), _K.NAMED, "лечащий врач|леч. врач|врач|доктор|ведущий врач|участковый врач|куратор|семейный врач|фио врача", "лікуючий лікар|лікар|сімейний лікар|доктор|піб лікаря", "attending doctor|doctor|physician|gp|family doctor|primary doctor|provider"),
    _field("first_visit", _("First visit"), _K.DATE, "первый визит|дата первого визита|первое посещение|дата первого посещения|первый прием|дата первого приема|первичный прием|клиент с|пациент с|первое обращение|дата первого обращения", "перший візит|дата першого візиту|перше відвідування|перший прийом|пацієнт з|клієнт з|перше звернення", "first visit|first visit date|first appointment|patient since|client since"),
    _field("last_visit", _("Last visit"), _K.DATE, "последний визит|дата последнего визита|последнее посещение|дата последнего посещения|последний прием|дата последнего приема|был последний раз|посл. визит|посл визит|последнее обращение|дата последнего обращения|когда был|последняя явка|был в последний раз|посещал", "останній візит|дата останнього візиту|останнє відвідування|останній прийом|дата останнього прийому|останнє звернення|був востаннє|ост. візит", "last visit|last visit date|last appointment|last seen|date of last visit|last service date", tells=0.8),
    _field("total_paid", _("Total paid"), _K.MONEY, "оплачено всего|всего оплачено|сумма оплат|итого оплачено|оборот|сумма всего|потрачено|общая сумма|выручка|сумма покупок|оплаты|сумма платежей|сумма за все время|всего оплат|принес денег|сумма визитов|сумма посещений", "сплачено всього|всього сплачено|сума оплат|загальна сума|оборот|сума платежів|витрачено|сума візитів", "total paid|total spent|revenue|lifetime value|ltv|turnover|amount paid total|payments total|total", tells=0.5),
    _field("visits_count", _("Number of visits"), _K.NUMBER, "количество визитов|кол-во визитов|визитов|число визитов|посещений|кол-во посещений|количество посещений|число посещений|приемов|визиты", "кількість візитів|візитів|кількість відвідувань|відвідувань", "visits|number of visits|visit count|visits count|total visits"),
    _field("debt", _("Debt"), _K.MONEY, "долг|задолженность|дебет|баланс|сумма долга|остаток|должен", "борг|заборгованість|баланс|залишок", "debt|balance|outstanding|amount due|balance due"),
    _field("identity_document", _("Identity document"), _K.TEXT, "паспорт|паспортные данные|серия и номер паспорта|документ|серия номер паспорта|удостоверение личности|свидетельство о рождении|паспорт серия номер|документ удостоверяющий личность", "паспорт|паспортні дані|серія та номер паспорта|документ|свідоцтво про народження|посвідчення", "passport|identity document|id document|document|passport number|id card"),
    _field("snils", _("SNILS"), _K.SNILS, "снилс|страховой номер|номер снилс|страховое свидетельство", "снілс", "snils|social security number|ssn|ss"),
    _field("tax_number", _("Tax number"), _K.TAX_NUMBER, "инн|инн пациента|идентификационный номер", "рнокпп|іпн|ідентифікаційний код|ідентифікаційний номер|інн|податковий номер", "tax number|tin|tax id|inn|taxpayer number"),
    _field("policy", _("Insurance policy"), _K.POLICY, "полис|полис омс|омс|№ полиса|номер полиса|полис дмс|дмс|страховой полис|енп|номер полиса омс|серия и номер полиса", "поліс|номер поліса|страховий поліс|дмс", "policy|insurance policy|policy number|insurance number|insurance id|insurance|polis"),
    _field("complaints", _("Complaints"), _K.NOTE, "жалобы|жалобы/особенности|жалоба|что беспокоит|жалобы и анамнез|анамнез|особенности|что вас беспокоит", "скарги|скарги/особливості|скарга|що турбує|анамнез|особливості", "complaints|complaint|symptoms|chief complaint|concerns|what bothers you", tells=0.3),
    _field("diagnosis", _("Diagnosis"), _K.NOTE, "диагноз|диагнозы|мкб|мкб-10|основной диагноз|код мкб|заключительный диагноз|ds|заболевание", "діагноз|діагнози|мкх|мкх-10|основний діагноз|захворювання", "diagnosis|diagnoses|icd|icd-10|dx|condition"),
    _field("prescriptions", _("Prescriptions"), _K.NOTE, "назначения|назначено|рекомендации|лечение|план лечения|рекомендовано|назначенное лечение|препараты", "призначення|призначено|рекомендації|лікування|план лікування", "prescriptions|prescription|recommendations|treatment|treatment plan|medication"),
    _field("allergies", _("Allergies"), _K.NOTE, "аллергия|аллергии|аллергоанамнез|непереносимость|аллергические реакции|аллергологический анамнез", "алергія|алергії|непереносимість|алергоанамнез", "allergy|allergies|intolerance"),
    _field("postponing", _("Fears and reasons for postponing"), _K.NOTE, "страхи|причина откладывания|почему откладывает|боится|возражения|причины отказа от лечения", "страхи|причина відкладання|чому відкладає|заперечення", "fears|reason for postponing|objections|why postponed"),
    _field("reason_for_contact", _("Reason for contact"), _K.TEXT, "причина обращения|повод обращения|цель обращения|обращение|с чем обратился|запрос|интерес|повод", "причина звернення|мета звернення|звернення|запит", "reason for contact|reason|enquiry|inquiry|reason for visit|request"),
    _field("consent_marketing", _("Consent to advertising"), _K.YES_NO, "согласие на рассылку|рассылка|согласие на рекламу|согласие на смс|можно писать|можно звонить|реклама да/нет|согласие на рекламную рассылку|получать рассылку|согласен на рассылку|подписка|sms рассылка|смс рассылка|согласие на информирование|получать информацию об акциях|получать предложения|согласны получать", "згода на розсилку|розсилка|згода на рекламу|можна писати|можна дзвонити|згода на смс|підписка|отримувати інформацію про акції|згодні отримувати", "marketing consent|newsletter|consent to marketing|opt in|opt-in|subscribed|mailing consent|allow marketing|consent|send you offers|receive offers|receive news", tells=0.6),
    _field("consent_data", _("Consent to data processing"), _K.YES_NO, "согласие на обработку пдн|согласие на обработку персональных данных|согласие пдн|пдн|согласие на обработку|152-фз|согласие опд", "згода на обробку персональних даних|згода на обробку|згода пд", "data processing consent|privacy consent|gdpr|gdpr consent|personal data consent"),
    _field("do_not_contact", _("Do not contact"), _K.YES_NO, "не звонить|не беспокоить|запрет звонков|отказ от рассылки|черный список|стоп-лист|отписан|не писать", "не дзвонити|не турбувати|чорний список|відмова від розсилки", "do not contact|do not call|unsubscribed|opt out|blacklist|dnc|opted out"),
    _field("contact_after", _("Contact after"), _K.DATE, "связаться после|позвонить после|перезвонить|дата следующего контакта|следующий звонок|дата контакта|когда позвонить", "зв'язатися після|передзвонити|наступний контакт|подзвонити після", "contact after|call after|next contact|follow up|follow-up date|next call"),
    _field("hours_to_call", _("Hours to call"), _K.TEXT, "удобное время звонка|время звонка|когда звонить|удобное время|время для звонка", "зручний час дзвінка|коли дзвонити|зручний час", "hours to call|best time to call|call time"),
    _field("note", _("Note"), _K.NOTE, "примечание|примечания|комментарий|комментарии|заметки|заметка|прим|прим.|особые отметки|дополнительно|доп. информация|комм|отметки|инфо|пометки|дополнительная информация|описание|статус пациента|пометка|доп. сведения|дополнительные сведения", "примітка|примітки|коментар|коментарі|нотатки|додатково|прим|особливі позначки|опис|позначки|додаткові відомості", "note|notes|comment|comments|remarks|remark|memo|additional info|description|additional notes", several=True),
    _field("responsible", _("Responsible person"), _K.NAMED, "ответственный|менеджер|куратор пациента|ведет|администратор|кто ведет", "відповідальний|менеджер|хто веде|адміністратор", "responsible|manager|owner|account manager|coordinator"),
    _field("tags", _("Tags"), _K.TEXT, "теги|метки|группа|категория|категория пациента|группы|ярлыки|статус клиента|тип клиента|категория клиента|сегмент", "теги|мітки|група|категорія|категорія пацієнта|статус клієнта", "tags|labels|group|category|segment|patient category|client status"),
    _field("guardian", _("Guardian"), _K.FULL_NAME, "законный представитель|представитель|родитель|мать|отец|опекун|фио родителя|фио представителя|мама|родители|фио матери", "законний представник|представник|батьки|мати|батько|опікун|піб батьків", "guardian|parent|mother|father|legal representative|responsible party"),
    _field("deceased", _("Deceased"), _K.YES_NO, "умер|дата смерти|умерший|смерть", "помер|дата смерті|померлий", "deceased|dead|date of death"),
    _field("branch", _("Branch"), _K.NAMED, "филиал|клиника|подразделение|отделение|офис|центр|адрес клиники", "філія|клініка|підрозділ|відділення|офіс", "branch|clinic|location|department|office|site"),
    _field("registered_on", _("Registered on"), _K.DATE, "дата регистрации|дата создания|дата заведения карты|дата добавления|создан|дата заполнения|дата анкеты|заведена|дата заведения|дата постановки на учет|отметка времени", "дата реєстрації|дата створення|дата заповнення|створено|дата анкети|позначка часу", "registered on|registration date|created|created at|date created|date added|registered|timestamp"),
)  # fmt: skip

PATIENTS = register(Importer(key="patients", label=_("Patients"), fields=FIELDS))
