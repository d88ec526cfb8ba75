"""What people type about patients -> clean arguments of commands."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.commands.leaving import Because
from zabota.core.patients.models import (
    Channel,
    ConsentPurpose,
    ContactKind,
    CustomField,
    DocumentKind,
    MaritalStatus,
    MarkKind,
    NoteKind,
    Patient,
    RelationKind,
    Sex,
)
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import open_branches
from zabota.core.staff.models import Doctor
from zabota.lib.dates import read_date

BOOKING_WAYS = (
    ("call", _("by phone")),
    ("visit", _("at the desk")),
    ("online", _("online")),
    ("messenger", _("in a messenger")),
    ("relative", _("a relative books")),
)
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
SAME_DAYS = {"нд": "вс", "mon": "пн", "tue": "вт", "wed": "ср", "thu": "чт", "fri": "пт", "sat": "сб", "sun": "вс"}
NEAR_DAYS = {"сегодня": 0, "сьогодні": 0, "today": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2, "післязавтра": 2}


class DayField(forms.CharField):
    """A day as people type it: `5.3`, `12.03.1965`, `12 марта`, and for days ahead `завтра`, `пн`."""

    def __init__(self, *, is_birth: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.is_birth = is_birth
        # Length is checked by the browser; here the clean value is a day, which has none.
        self.validators = []
        self.widget.attrs |= {"inputmode": "text", "placeholder": _("day.month.year"), "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip().lower()
        if not text:
            return None
        day = self._birth(text) if self.is_birth else self._ahead(text)
        if day is None:
            raise forms.ValidationError(self._how_to_write(), code="invalid")
        return day

    def _how_to_write(self) -> Any:
        return _("Write the day as 12.03.1965.") if self.is_birth else _("Write the day as 25.12, tomorrow or Mon.")

    def _birth(self, text: str) -> date | None:
        return read_date(text, today=timezone.localdate(), horizon="birth").full

    def _ahead(self, text: str) -> date | None:
        """The next such day from today on."""
        today = timezone.localdate()
        if text in NEAR_DAYS:
            return today + timedelta(days=NEAR_DAYS[text])
        word = SAME_DAYS.get(text, text)
        if word in WEEKDAYS:
            return today + timedelta(days=(WEEKDAYS.index(word) - today.weekday() - 1) % 7 + 1)
        day = read_date(text, today=today, near=(today.year, None)).full
        has_year = any(
            part.isdecimal() and len(part) == 4 for part in text.replace("/", ".").replace("-", ".").split(".")
        )
        return day.replace(year=day.year + 1) if day and day < today and not has_year else day

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else value


NOT_KNOWN = _("not known")


class CardForm(forms.Form):
    """A form among others on one page: its controls carry its name in their ids."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__}_%s")
        super().__init__(*args, **kwargs)


def _choices(choices: Sequence[tuple[str, Any]], nothing: Any = NOT_KNOWN) -> list[tuple[str, Any]]:
    return [("", nothing), *choices]


class NameForm(CardForm):
    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given = forms.CharField(label=_("First name"), max_length=100, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    maiden_surname = forms.CharField(label=_("Former surname"), max_length=100, required=False)
    addressed_as = forms.CharField(
        label=_("Addressed as"), max_length=120, required=False,
        help_text=_("Empty: first name and patronymic."),
    )  # fmt: skip
    birth_date = DayField(label=_("Date of birth"), is_birth=True, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=_choices(Sex.choices), required=False)


class ClinicForm(CardForm):
    reason_for_contact = forms.CharField(
        label=_("Reason for contact"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    home_branch = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=NOT_KNOWN,
    )
    doctor = forms.ModelChoiceField(
        label=_("Doctor"),
        queryset=Doctor.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=NOT_KNOWN,
    )
    card_number = forms.CharField(label=_("Card number"), max_length=40, required=False)
    paper_card_place = forms.CharField(label=_("Where the paper card stands"), max_length=120, required=False)

    def __init__(self, *args: Any, may_see_reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home_branch"].queryset = open_branches()  # type: ignore[attr-defined]
        self.fields["doctor"].queryset = Doctor.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if not may_see_reason:
            del self.fields["reason_for_contact"]


class AddressForm(CardForm):
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    street = forms.CharField(label=_("Street and house"), max_length=200, required=False)


class LifeForm(CardForm):
    marital_status = forms.ChoiceField(
        label=_("Marital status"), choices=_choices(MaritalStatus.choices), required=False
    )
    children_count = forms.IntegerField(label=_("Children"), min_value=0, max_value=30, required=False)
    occupation = forms.CharField(label=_("Occupation"), max_length=120, required=False)
    income_band = forms.CharField(label=_("Income"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=_choices([("ru", _("Russian")), ("uk", _("Ukrainian")), ("en", _("English"))]),
        required=False,
    )  # fmt: skip


class WishesForm(CardForm):
    preferred_channel = forms.ChoiceField(
        label=_("Preferred channel"), choices=_choices(Channel.choices), required=False
    )
    books_by = forms.ChoiceField(label=_("Prefers to book"), choices=_choices(BOOKING_WAYS), required=False)
    call_from = forms.TimeField(label=_("Call from"), required=False, input_formats=["%H:%M", "%H%M", "%H", "%H.%M"])
    call_until = forms.TimeField(label=_("Call until"), required=False, input_formats=["%H:%M", "%H%M", "%H", "%H.%M"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begin, end = cleaned.get("call_from"), cleaned.get("call_until")
        if begin and end and end <= begin:
            self.add_error("call_until", _("The hours end before they begin."))
        return cleaned


#: The groups of the card: key -> (title, form).
GROUPS: dict[str, tuple[Any, type[forms.Form]]] = {
    "name": (_("Name"), NameForm),
    "clinic": (_("In the clinic"), ClinicForm),
    "address": (_("Address"), AddressForm),
    "life": (_("Life"), LifeForm),
    "wishes": (_("Wishes"), WishesForm),
}


def initial_of(patient: Patient, form: type[forms.Form]) -> dict[str, Any]:
    """What stands on the card, for the form's fields."""
    initial = {name: getattr(patient, name) for name in form.base_fields}
    for name in ("home_branch", "doctor"):
        if initial.get(name):
            initial[name] = initial[name].public_id
    for name in ("call_from", "call_until"):
        if initial.get(name):
            initial[name] = f"{initial[name]:%H:%M}"
    return initial


class NewPatientForm(CardForm):
    """The least that a first contact gives (R001); the rest is written on the card."""

    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given = forms.CharField(label=_("First name"), max_length=100, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    birth_date = DayField(label=_("Date of birth"), is_birth=True, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=_choices(Sex.choices), required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    belongs_to = forms.CharField(
        label=_("Whose phone"), max_length=60, required=False, help_text=_("Empty: the patient's own.")
    )
    reason_for_contact = forms.CharField(
        label=_("Reason for contact"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    home_branch = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=NOT_KNOWN,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home_branch"].queryset = open_branches()  # type: ignore[attr-defined]


class ContactForm(CardForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=200)
    belongs_to = forms.CharField(
        label=_("Whose"), max_length=60, required=False, help_text=_("Empty: the patient's own.")
    )
    is_preferred = forms.BooleanField(label=_("Preferred"), required=False)


class ReasonForm(CardForm):
    reason = forms.CharField(label=_("What do you need it for?"), max_length=300, required=False)


class CopyForm(CardForm):
    reason = forms.CharField(
        label=_("Who asked for the copy, and how"),
        max_length=300,
        help_text=_("For example: in person, showed the passport."),
    )
    form = forms.ChoiceField(
        label=_("As what"),
        choices=(("print", _("a page to read and print")), ("json", _("a file for programs (JSON)"))),
    )


class ErasureForm(CardForm):
    because = forms.ChoiceField(
        label=_("Why"), choices=Because.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose why.")}
    )


class MarkForm(CardForm):
    kind = forms.ChoiceField(label=_("Mark"), choices=MarkKind.choices)
    reason = forms.CharField(label=_("Reason"), max_length=60, required=False)
    until = DayField(label=_("Until"), required=False, help_text=_("Empty: without an end."))
    note = forms.CharField(label=_("Note"), max_length=1000, required=False)


class NoteForm(CardForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    text = forms.CharField(label=_("Text"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2}))
    code = forms.CharField(label=_("ICD-10"), max_length=10, required=False)


class ConsentForm(CardForm):
    ACTIONS = (
        ("grant", _("gives consent")),
        ("refuse", _("refuses")),
        ("withdraw", _("takes consent back")),
    )
    action = forms.ChoiceField(label=_("The patient"), choices=ACTIONS)
    purpose = forms.ChoiceField(label=_("To what"), choices=ConsentPurpose.choices)
    channel = forms.ChoiceField(
        label=_("Channel"), choices=_choices(Channel.choices, _("every channel")), required=False
    )
    evidence = forms.CharField(
        label=_("Proof"), max_length=300, required=False, help_text=_("Which paper, which call. A refusal needs none.")
    )


class DocumentForm(CardForm):
    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices)
    number = forms.CharField(label=_("Number"), max_length=60)
    issued = forms.CharField(label=_("Issued by and when"), max_length=300, required=False)


class RelativeForm(CardForm):
    relative = forms.UUIDField(
        label=_("Relative"), error_messages={"required": _("Find the relative's card first.")},
        widget=forms.HiddenInput,
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Who this is to the patient"), choices=RelationKind.choices)
    answers = forms.BooleanField(label=_("answers for the patient"), required=False)


class DeathForm(CardForm):
    died_on = DayField(label=_("Date of death"), is_birth=True, required=False)


class TagForm(CardForm):
    name = forms.CharField(
        label=_("Tag"),
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Add a tag"), "aria-label": _("Add a tag")}),
    )


class CustomValuesForm(CardForm):
    """The clinic's own fields, one control each, named `own_<id>`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for own in CustomField.objects.filter(is_active=True):
            self.fields[f"own_{own.pk}"] = _control_of(own)

    def values(self) -> dict[int, str]:
        return {int(name.removeprefix("own_")): _as_text(value) for name, value in self.cleaned_data.items()}


def _control_of(own: CustomField) -> forms.Field:
    common: dict[str, Any] = {"label": own.name, "required": False}
    if own.kind == CustomField.Kind.NUMBER:
        return forms.DecimalField(**common)
    if own.kind == CustomField.Kind.DATE:
        return DayField(is_birth=False, **common)
    if own.kind == CustomField.Kind.CHOICE:
        return forms.ChoiceField(choices=_choices([(each, each) for each in own.choices]), **common)
    if own.kind == CustomField.Kind.YES_NO:
        return forms.ChoiceField(choices=_choices([("yes", _("yes")), ("no", _("no"))]), **common)
    return forms.CharField(max_length=500, **common)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)


class LeadForm(CardForm):
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    reason = forms.CharField(
        label=_("What they ask for"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    branch = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=NOT_KNOWN,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = open_branches()  # type: ignore[attr-defined]


class CustomFieldForm(CardForm):
    name = forms.CharField(label=_("Field"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=CustomField.Kind.choices)
    choices = forms.CharField(
        label=_("Choices"), max_length=1000, required=False, help_text=_("Separated by commas, for a list of choices.")
    )

    def clean_choices(self) -> list[str]:
        return [each.strip() for each in self.cleaned_data["choices"].split(",") if each.strip()]
