"""Bookings as they are typed."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from zabota.core.catalog.models import Service
from zabota.core.patients.forms import DayField
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import open_branches
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.forms import OutcomeForm, TypedDateField, TypedTimeField
from zabota.work.scheduling.commands.payers import PaidBy
from zabota.work.scheduling.models import BlockReason, CancelledBy, Leave, NextStep, Payer
from zabota.work.scheduling.queries.calling_round import visits_of_call
from zabota.work.scheduling.queries.visit import near_times

OFFERED_IN_CALL = 8
MIDNIGHT = datetime.min.time()

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class BookingForm(OutcomeForm):
    """A visit agreed in a call. The time may be missing: then the desk finds it while writing into the MIS."""

    on = TypedDateField(label=_("Day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    at = TypedTimeField(label=_("Time"), required=False, widget=forms.TextInput(attrs={"placeholder": "930"}))
    doctor = forms.ModelChoiceField(Doctor.objects.filter(is_active=True), label=_("Doctor"), required=False)
    service = forms.ModelChoiceField(Service.objects.filter(is_active=True), label=_("Service"), required=False)
    branch: "forms.ModelChoiceField[Branch]" = forms.ModelChoiceField(None, label=_("Branch"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = self.fields["branch"]
        assert isinstance(branches, forms.ModelChoiceField)
        branches.queryset = open_branches()
        branches.initial = self.call.branch_id or open_branches().values_list("pk", flat=True).first()
        self.fields["doctor"].initial = self.call.patient.doctor_id


class BookingRulesForm(forms.Form):
    """Cancelling, what was missed and the prepayment that follows from it."""

    free_cancel_hours = forms.IntegerField(
        label=_("Cancelling is free until, hours before"),
        min_value=0,
        max_value=720,
        help_text=_("A patient who cancels later has missed the visit."),
    )
    asks_for_prepayment = forms.BooleanField(label=_("Ask those who miss visits for a prepayment"), required=False)
    misses_limit = forms.IntegerField(
        label=_("Missed visits after which a prepayment is asked"), min_value=1, max_value=20
    )
    window_days = forms.IntegerField(label=_("Within how many days they count"), min_value=1, max_value=3650)
    amnesty_visits = forms.IntegerField(
        label=_("Forgiven after so many visits in a row"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Empty: what was missed counts until its days have passed."),
    )
    prepayment_share = forms.IntegerField(
        label=_("Prepayment, per cent of the price"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Empty: the sum below of everybody."),
    )
    prepayment_amount = forms.DecimalField(
        label=_("Prepayment, a sum"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("Also where the price of a service is not known."),
    )
    prepayment_hours = forms.IntegerField(
        label=_("Hold the time for a prepayment, hours"),
        min_value=1,
        max_value=720,
        help_text=_("But half of the time to the visit at most; then it is free again."),
    )
    offers_at_once = forms.IntegerField(
        label=_("Offer a freed time to so many patients at once"),
        min_value=1,
        max_value=20,
        help_text=_("1: to one after another. More: the first who agrees gets it."),
    )
    offer_minutes = forms.IntegerField(label=_("Minutes for an answer"), min_value=1, max_value=720)
    offers_from = forms.TimeField(label=_("Offer freed times from"), widget=CLOCK)
    offers_until = forms.TimeField(
        label=_("Offer freed times until"),
        widget=CLOCK,
        help_text=_("By the branch's clock. A time freed later waits for the morning."),
    )
    offers_to_asleep = forms.BooleanField(
        label=_("After all who wait, offer freed times to those who have not been for long"), required=False
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        since, until = answers.get("offers_from"), answers.get("offers_until")
        if since and until and until <= since:
            self.add_error("offers_until", _("The hours end before they begin."))
        return answers


class CancelForm(forms.Form):
    """Who cancels, and why."""

    cancelled_by = forms.ChoiceField(
        label=_("Who cancels"), choices=CancelledBy.choices, initial=CancelledBy.PATIENT, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why"), max_length=80, required=False)

    def __init__(self, *args: Any, after: int = 0, beside: int = 0, **kwargs: Any) -> None:
        """`after` are the sessions of the same course that are ahead after this one, `beside` the other services of the
        same visit."""
        super().__init__(*args, **kwargs)
        if beside:
            label = ngettext_lazy(
                "And %(count)d more service of this visit", "And %(count)d more services of this visit", "count"
            )
            self.fields["with_parts"] = forms.BooleanField(
                label=label % {"count": beside}, required=False, initial=True
            )
        if after:
            label = ngettext_lazy("And %(count)d session after it", "And %(count)d sessions after it", "count")
            self.fields["with_rest"] = forms.BooleanField(label=label % {"count": after}, required=False)


class ShiftForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("By how many minutes"), min_value=-240, max_value=240, initial=20, help_text=_("Earlier: -10.")
    )


class AbsenceForm(forms.Form):
    """A doctor does not come: from a day and hour to another, in the zone of the branch where he works."""

    doctor = forms.ModelChoiceField(Doctor.objects.none(), label=_("Doctor"))
    since = TypedDateField(label=_("First day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    since_at = TypedTimeField(
        label=_("From what hour"), required=False, widget=forms.TextInput(attrs={"placeholder": "930"}),
        help_text=_("Empty: from the morning."),
    )  # fmt: skip
    until = TypedDateField(
        label=_("Last day"), required=False, widget=forms.TextInput(attrs={"placeholder": "5.3"}),
        help_text=_("Empty: the same day."),
    )  # fmt: skip
    until_at = TypedTimeField(
        label=_("Until what hour"), required=False, widget=forms.TextInput(attrs={"placeholder": "15"}),
        help_text=_("Empty: until the evening."),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=Leave.Reason.choices, initial=Leave.Reason.ILLNESS)

    def __init__(self, *args: Any, doctors: QuerySet[Doctor], named: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["doctor"] = forms.ModelChoiceField(doctors, label=_("Doctor"), to_field_name="public_id")
        self.fields["doctor"].initial = named.get("doctor")
        self.fields["since"].initial = named.get("day")

    @property
    def absence(self) -> dict[str, Any]:
        """What the command asks."""
        told = self.cleaned_data
        branch = told["doctor"].branches.first()
        zone = branch.zone if branch else timezone.get_current_timezone()
        last = told["until"] or told["since"]
        ends_on, ends_at = (last, told["until_at"]) if told["until_at"] else (last + timedelta(days=1), MIDNIGHT)
        return {
            "doctor": told["doctor"],
            "since": datetime.combine(told["since"], told["since_at"] or MIDNIGHT, zone),
            "until": datetime.combine(ends_on, ends_at, zone),
            "reason": told["reason"],
        }


class SubstituteForm(forms.Form):
    doctor = forms.ModelChoiceField(Doctor.objects.filter(is_active=True), to_field_name="public_id")
    takes_hours = forms.BooleanField(required=False)


class CancelWaitingForm(forms.Form):
    reason = forms.CharField(label=_("Why the clinic cancels"), max_length=80)


class CancelInCallForm(OutcomeForm, CancelForm):
    """The same, said in a call."""


class MoveInCallForm(OutcomeForm):
    """Another time for the visit that the call is about: the nearest free ones of its doctor."""

    to = forms.ChoiceField(label=_("Which time suits"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["to"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [*self._near(), ("", _("none of these: the desk will find one"))]

    def clean_to(self) -> tuple[UUID, datetime] | None:
        """The doctor's public id and the wall time, or None where the desk is to find one."""
        doctor, _bar, wall = self.cleaned_data["to"].partition("|")
        return (UUID(doctor), datetime.fromisoformat(wall)) if wall else None

    def _near(self) -> Iterator[tuple[str, str]]:
        for visit in visits_of_call(self.call)[:1]:
            for time in near_times(visit, around=visit.starts_at, doctor=None, limit=OFFERED_IN_CALL):
                words = (
                    f"{date_format(time.wall.date(), 'j E, D').lower()}, {time.wall:%H:%M}, {time.doctor.short_name}"
                )
                yield f"{time.doctor.public_id}|{time.wall:%Y-%m-%dT%H:%M}", words


class CallAwayForm(forms.Form):
    """For how long the doctor leaves, and why."""

    minutes = forms.IntegerField(label=_("For how many minutes"), initial=30, min_value=5, max_value=480)
    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        initial=BlockReason.CALLED_AWAY,
        choices=[
            (each.value, each.label)
            for each in (BlockReason.CALLED_AWAY, BlockReason.OPERATION, BlockReason.MEETING, BlockReason.OTHER)
        ],
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class CloseTimeForm(forms.Form):
    """From when until when nobody is booked, by the clock of the branch, and why."""

    on = TypedDateField(label=_("Day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    starts = TypedTimeField(label=pgettext_lazy("hour", "From"), widget=forms.TextInput(attrs={"placeholder": "1230"}))
    ends = TypedTimeField(label=pgettext_lazy("hour", "Until"), widget=forms.TextInput(attrs={"placeholder": "13"}))
    until_on = TypedDateField(
        label=_("Until day"), required=False, help_text=_("If it ends on another day."),
        widget=forms.TextInput(attrs={"placeholder": "6.3, пт"}),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=BlockReason.choices)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def span(self, branch: Branch) -> tuple[datetime, datetime]:
        answers = self.cleaned_data
        since = datetime.combine(answers["on"], answers["starts"], branch.zone)
        return since, datetime.combine(answers["until_on"] or answers["on"], answers["ends"], branch.zone)


class NextStepForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript before Django 6
    """What is to be booked after the visit."""

    class Meta:
        model = NextStep
        fields = ("service", "doctor", "after_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("service", Service.objects), ("doctor", Doctor.objects)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows.filter(is_active=True)


class PayerForm(forms.Form):
    """Who pays. The letter of guarantee is asked of an insurer alone."""

    payer = forms.ChoiceField(label=_("Who pays"), choices=Payer.choices, widget=forms.RadioSelect)
    payer_name = forms.CharField(label=_("Which relative, company or insurer"), required=False, max_length=200)
    letter_number = forms.CharField(
        label=_("Number of the letter of guarantee"), required=False, max_length=60, help_text=_("For an insurer.")
    )
    letter_until = TypedDateField(
        label=_("The letter is valid until"), required=False, widget=forms.TextInput(attrs={"placeholder": "31.12"})
    )

    @property
    def paid(self) -> PaidBy:
        return PaidBy(**self.cleaned_data)


class RemoteLinkForm(forms.Form):
    link = forms.CharField(
        label=_("Link of this visit"), required=False, max_length=500, help_text=_("Empty: the doctor's own link."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("What the doctor should know"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class ReopenDayForm(forms.Form):
    """Why a closed day is opened again."""

    reason = forms.CharField(label=_("Why it is opened again"), max_length=200)


class NewcomerForm(forms.Form):
    """The least that a first call gives (R001)."""

    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given = forms.CharField(label=_("First name"), max_length=100, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    birth_date = DayField(label=_("Date of birth"), is_birth=True, required=False)
