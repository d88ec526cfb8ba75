"""A wish for the waiting list as it is typed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import open_branches
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.forms import TypedDateField, TypedTimeField
from zabota.work.scheduling.commands import WishedVisit
from zabota.work.scheduling.commands.waitlist import KEPT_FOR
from zabota.work.scheduling.models import Appointment, AskedBy, Urgency, WaitingEntry
from zabota.work.scheduling.queries import planned_visits
from zabota.work.scheduling.queries.desk import EVENING, EVENING_FROM, THIS_DOCTOR, TOMORROW

DAY = forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"})
HOUR = forms.TextInput(attrs={"placeholder": "18:00"})


class _VisitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The patient's own visits that are ahead."""

    def label_from_instance(self, visit: Any) -> str:
        when = date_format(visit.wall_day, "j E, D").lower()
        hour = f", {visit.wall_time:%H:%M}" if visit.wall_time else ""
        return f"{when}{hour} — {visit.service or ''} {visit.doctor or ''}".strip()


class WishForm(forms.Form):
    """What is left empty means any. `patient` is whose visit may be the one that is to be earlier."""

    service = forms.ModelChoiceField(
        Service.objects.filter(is_active=True), label=_("Service"), required=False, to_field_name="public_id"
    )
    speciality = forms.ChoiceField(label=_("or any service of a speciality"), required=False)
    doctor = forms.ModelChoiceField(
        Doctor.objects.filter(is_active=True),
        label=_("Doctor"),
        required=False,
        to_field_name="public_id",
        empty_label=_("anyone"),
    )
    earlier_than = _VisitField(
        Appointment.objects.none(),
        label=_("Earlier than the visit that is booked"),
        required=False,
        to_field_name="public_id",
        empty_label=_("no, a visit of its own"),
        help_text=_("If a time suits, this visit is moved there, and its own time is offered on."),
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, initial=Urgency.ROUTINE, widget=forms.RadioSelect
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours_from = TypedTimeField(label=pgettext_lazy("hours", "From"), required=False, widget=HOUR)
    hours_until = TypedTimeField(label=pgettext_lazy("hours", "Until"), required=False, widget=HOUR)
    earliest = TypedDateField(label=_("Not before"), required=False, widget=DAY)
    latest = TypedDateField(label=_("Not after"), required=False, widget=DAY)
    branches: "forms.ModelMultipleChoiceField[Branch]" = forms.ModelMultipleChoiceField(
        None, label=_("Branches"), required=False, to_field_name="public_id", widget=forms.CheckboxSelectMultiple
    )
    valid_until = TypedDateField(label=_("Keep until"), widget=DAY)
    asked_by = forms.ChoiceField(label=_("Who asked"), choices=AskedBy.choices, initial=AskedBy.PATIENT)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("branches", open_branches())
        self._offer("earlier_than", planned_visits([patient.pk]))
        speciality = self.fields["speciality"]
        assert isinstance(speciality, forms.ChoiceField)
        speciality.choices = [("", "—"), *((name, name) for name in specialities())]
        self.fields["valid_until"].initial = _as_typed(timezone.localdate() + KEPT_FOR)

    @property
    def wish(self) -> WishedVisit:
        return WishedVisit(**self.cleaned_data)

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


def specialities() -> list[str]:
    """Of the doctors who receive."""
    receiving = Doctor.objects.filter(is_active=True).exclude(speciality="").order_by("speciality")
    return list(receiving.values_list("speciality", flat=True).distinct())


def written(entry: WaitingEntry) -> dict[str, Any]:
    """A wish as the form shows it."""
    return {
        "service": _key(entry.service),
        "speciality": entry.speciality,
        "doctor": _key(entry.doctor),
        "earlier_than": _key(entry.earlier_than),
        "urgency": entry.urgency,
        "weekdays": entry.weekdays,
        "hours_from": f"{entry.hours_from:%H:%M}" if entry.hours_from else "",
        "hours_until": f"{entry.hours_until:%H:%M}" if entry.hours_until else "",
        "earliest": _as_typed(entry.earliest),
        "latest": _as_typed(entry.latest),
        "branches": _keys(entry.branches.all()),
        "valid_until": _as_typed(entry.valid_until),
        "asked_by": entry.asked_by,
        "note": str(entry.note),
    }


def searched(address: Mapping[str, str]) -> dict[str, Any]:
    """What the booking panel looked for in vain, from its codes and ids in the address."""
    way, tomorrow = address.get("way"), _as_typed(timezone.localdate() + timedelta(days=1))
    found: dict[str, Any] = {"service": address.get("service"), "earlier_than": address.get("earlier_than")}
    if way == THIS_DOCTOR:
        found["doctor"] = address.get("doctor")
    if way == EVENING:
        found["hours_from"] = f"{EVENING_FROM:%H:%M}"
    if way == TOMORROW:
        found |= {"earliest": tomorrow, "latest": tomorrow}
    if branch := address.get("branch"):
        found["branches"] = [branch]
    return found


def _key(row: Any) -> str:
    return str(row.public_id) if row else ""


def _keys(rows: Iterable[Any]) -> list[str]:
    return [str(row.public_id) for row in rows]


def _as_typed(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
