"""What the clinic sets up before it books, as it is typed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.access import Reach
from zabota.base.accounts.models import User
from zabota.core.catalog.models import OnlineMode, Service, ServiceCategory
from zabota.core.practice.models import Branch, Grade
from zabota.core.staff.models import Doctor
from zabota.core.staff.queries import branches_within, doctors_accounts_within
from zabota.lib.errors import Refused
from zabota.outreach.todos.forms import TypedDateField, TypedTimeField
from zabota.work.scheduling.commands import UsualHours
from zabota.work.scheduling.models import (
    BlockReason,
    DoctorRules,
    Leave,
    Performer,
    Resource,
    ResourceType,
    VisitKind,
    WorkPattern,
)
from zabota.work.scheduling.usual_hours import read_hours, written_hours

LONGEST_MINUTES = 720


class _Minutes(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LONGEST_MINUTES, **kwargs)


class ServiceForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("service", "Name"), max_length=200)
    category = forms.CharField(
        label=_("Category"), max_length=120, required=False, widget=forms.TextInput(attrs={"list": "categories"})
    )
    code = forms.CharField(label=_("Code"), max_length=40, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=LONGEST_MINUTES, initial=30)
    minutes_before = _Minutes(label=_("Minutes to prepare the room before"), initial=0)
    minutes_after = _Minutes(label=_("Minutes to clean up after"), initial=0)
    needs = forms.ModelMultipleChoiceField(
        ResourceType.objects.all(), label=_("Needs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sessions = forms.IntegerField(label=_("Sessions in a course"), min_value=1, max_value=60, initial=1)
    interval_days = forms.IntegerField(label=_("Days between sessions"), min_value=1, max_value=365, initial=7)
    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=200, initial=1, help_text=_("More than one: a group session.")
    )
    online = forms.ChoiceField(label=_("Booking online"), choices=OnlineMode.choices)
    is_remote = forms.BooleanField(label=_("Remote consultation"), required=False)
    preparation = forms.CharField(
        label=_("How the patient prepares"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contraindications = forms.CharField(
        label=_("Contra-indications"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_active = forms.BooleanField(label=_("On the price list"), required=False, initial=True)

    @property
    def category_names(self) -> Iterable[str]:
        return ServiceCategory.objects.values_list("name", flat=True)


class DoctorForm(forms.Form):
    surname = forms.CharField(label=_("Surname"), max_length=100)
    given = forms.CharField(label=_("First name"), max_length=100, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    speciality = forms.CharField(label=_("Speciality"), max_length=100, required=False)
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, required=False)
    branches = forms.ModelMultipleChoiceField(
        Branch.objects.none(), label=_("Branches where the doctor receives"), widget=forms.CheckboxSelectMultiple
    )
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Account"),
        required=False,
        empty_label=_("does not sign in"),
        help_text=_("With it the doctor sees his own day. Accounts are made in «Staff», with the role of a doctor."),
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches, account = self.fields["branches"], self.fields["user"]
        branches.queryset = branches_within(reach)  # type: ignore[attr-defined]
        account.queryset = doctors_accounts_within(reach)  # type: ignore[attr-defined]
        account.label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]
        if len(branches.queryset) == 1:  # type: ignore[attr-defined]
            branches.initial = [branches.queryset[0].pk]  # type: ignore[attr-defined]


class PriceForm(forms.Form):
    amount = forms.DecimalField(label=_("Price"), min_value=0, max_digits=12, decimal_places=2)
    since = TypedDateField(label=_("Since"), widget=forms.TextInput(attrs={"placeholder": "1.01, завтра, пн"}))
    branch = forms.ModelChoiceField(
        Branch.objects.filter(is_open=True), label=_("Branch"), required=False, empty_label=_("all")
    )
    grade = forms.ChoiceField(
        label=_("Doctor's grade"), choices=[("", pgettext_lazy("grade", "any")), *Grade.choices[1:]], required=False
    )


class PerformersForm(forms.Form):
    """A box and minutes for every doctor; minutes left empty are the service's own."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doctors = list(Doctor.objects.filter(is_active=True).order_by("speciality", "surname", "given"))
        known = dict(Performer.objects.filter(service=service).values_list("doctor_id", "minutes"))
        for doctor in self.doctors:
            self.fields[f"performs_{doctor.pk}"] = forms.BooleanField(
                label=doctor.short_name, required=False, initial=doctor.pk in known
            )
            self.fields[f"minutes_{doctor.pk}"] = forms.IntegerField(
                label=_("Minutes of %(doctor)s") % {"doctor": doctor.short_name},
                required=False, min_value=5, max_value=LONGEST_MINUTES, initial=known.get(doctor.pk),
            )  # fmt: skip

    @property
    def lines(self) -> list[tuple[Doctor, Any, Any]]:
        return [(each, self[f"performs_{each.pk}"], self[f"minutes_{each.pk}"]) for each in self.doctors]

    @property
    def chosen(self) -> dict[int, int | None]:
        answers = self.cleaned_data
        return {each.pk: answers[f"minutes_{each.pk}"] for each in self.doctors if answers[f"performs_{each.pk}"]}


class PlaceForm(forms.Form):
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"))
    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=100)
    of_type = forms.CharField(
        label=pgettext_lazy("place", "Type"), max_length=100, widget=forms.TextInput(attrs={"list": "types"}),
        help_text=_("A service asks for a type: any free room or device of it will do."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Room or device"), choices=ResourceType.Kind.choices)
    capacity = forms.IntegerField(
        label=_("Patients at once"), min_value=1, max_value=50, initial=1, help_text=_("A room with four couches: 4.")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, branches: Any, place: Resource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = branches
        if place is not None:
            del self.fields["branch"], self.fields["kind"]

    @property
    def type_names(self) -> Iterable[str]:
        return ResourceType.objects.values_list("name", flat=True)


class ClosingForm(forms.Form):
    """Downtime of a room or device, in wall time of its branch."""

    since_on = TypedDateField(label=_("From day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    since_at = TypedTimeField(label=pgettext_lazy("hour", "From"), widget=forms.TextInput(attrs={"placeholder": "930"}))
    until_on = TypedDateField(label=_("Until day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    until_at = TypedTimeField(label=pgettext_lazy("hour", "Until"), widget=forms.TextInput(attrs={"placeholder": "18"}))
    reason = forms.ChoiceField(label=_("Reason"), choices=BlockReason.choices, initial=BlockReason.SERVICE)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def span(self, branch: Branch) -> tuple[datetime, datetime]:
        answers = self.cleaned_data
        since = datetime.combine(answers["since_on"], answers["since_at"], branch.zone)
        return since, datetime.combine(answers["until_on"], answers["until_at"], branch.zone)


def years_ahead() -> range:
    """The running year and two more."""
    return range(timezone.localdate().year, timezone.localdate().year + 3)


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class WeekForm(forms.Form):
    """The usual week in up to `places` branches or rooms, a line of hours a day in each."""

    since = TypedDateField(label=_("Holds since"), widget=forms.TextInput(attrs={"placeholder": "1.01, завтра, пн"}))

    def __init__(self, *args: Any, doctor: Doctor, branches: Any, is_another: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = f"{timezone.localdate():%d.%m.%Y}"
        known = self._known(doctor)
        self.places = max(1, len(known)) + is_another
        for number in range(self.places):
            (branch, room), by_day = known[number] if number < len(known) else ((None, None), {})
            self._add_place(number, branches, branch, room)
            for weekday, title in enumerate(WEEKDAYS):
                self.fields[f"{number}_{weekday}"] = forms.CharField(
                    label=title, required=False, initial=written_hours(by_day.get(weekday, ())), max_length=200,
                    widget=forms.TextInput(attrs={"placeholder": "9-13, 14-18"}),
                )  # fmt: skip

    def _add_place(self, number: int, branches: Any, branch: Any, room: Any) -> None:
        rooms = Resource.objects.filter(branch__in=branches, is_active=True, type__kind="room").select_related("branch")
        self.fields[f"{number}_branch"] = forms.ModelChoiceField(
            branches, label=_("Branch"), initial=branch, required=number == 0, empty_label=None if number == 0 else "—"
        )
        self.fields[f"{number}_room"] = forms.ModelChoiceField(
            rooms, label=_("Room"), initial=room, required=False, empty_label=pgettext_lazy("room", "any")
        )
        self.fields[f"{number}_room"].label_from_instance = _room_name  # type: ignore[attr-defined]

    @staticmethod
    def _known(doctor: Doctor) -> list[tuple[tuple[Any, Any], dict[int, list[WorkPattern]]]]:
        today = timezone.localdate()
        usual = WorkPattern.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), doctor=doctor)
        places: dict[tuple[Any, Any], dict[int, list[WorkPattern]]] = {}
        for pattern in usual.order_by("weekday", "starts"):
            by_day = places.setdefault((pattern.branch_id, pattern.room_id), {})
            by_day.setdefault(pattern.weekday, []).append(pattern)
        return list(places.items())

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for number in range(self.places):
            for weekday in range(7):
                name = f"{number}_{weekday}"
                try:
                    read_hours(answers.get(name, ""))
                except Refused as refusal:
                    self.add_error(name, str(refusal))
            if self._is_filled(answers, number) and answers.get(f"{number}_room"):
                room, branch = answers[f"{number}_room"], answers.get(f"{number}_branch")
                if branch and room.branch_id != branch.pk:
                    self.add_error(f"{number}_room", _("This room is in another branch."))
        return answers

    @staticmethod
    def _is_filled(answers: dict[str, Any], number: int) -> bool:
        return any(answers.get(f"{number}_{weekday}") for weekday in range(7))

    @property
    def hours(self) -> list[UsualHours]:
        answers = self.cleaned_data
        return [
            UsualHours(
                answers[f"{number}_branch"], weekday, span.starts, span.ends, answers[f"{number}_room"], span.kinds,
                span.weeks,
            )
            for number in range(self.places)
            for weekday in range(7)
            for span in read_hours(answers[f"{number}_{weekday}"])
            if answers[f"{number}_branch"]
        ]  # fmt: skip


def _room_name(room: Resource) -> str:
    return f"{room.branch}: {room.name}"


class LeaveForm(forms.Form):
    since = TypedDateField(label=_("First day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    until = TypedDateField(label=_("Last day"), widget=forms.TextInput(attrs={"placeholder": "19.3"}))
    reason = forms.ChoiceField(label=_("Reason"), choices=Leave.Reason.choices)


class ShiftForm(forms.Form):
    """Hours of one day in its branches: the room in which the doctor receives, and for which visits alone."""

    starts = TypedTimeField(label=pgettext_lazy("hour", "From"), widget=forms.TextInput(attrs={"placeholder": "930"}))
    ends = TypedTimeField(label=pgettext_lazy("hour", "Until"), widget=forms.TextInput(attrs={"placeholder": "18"}))
    room = forms.ModelChoiceField(
        Resource.objects.none(), label=_("Room"), required=False, empty_label=pgettext_lazy("room", "any")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only for these visits"), choices=VisitKind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: for all."),
    )  # fmt: skip

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Resource.objects.filter(branch__in=branches, is_active=True, type__kind="room").select_related("branch")
        self._offer("room", rooms)
        self.fields["room"].label_from_instance = _room_name  # type: ignore[attr-defined]

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class DayHoursForm(ShiftForm):
    """Hours of one day beside the usual ones."""

    on = TypedDateField(label=_("Day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), empty_label=None)
    field_order = ("on", "starts", "ends", "branch", "room", "kinds")

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, branches=branches, **kwargs)
        self._offer("branch", branches)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        room, branch = answers.get("room"), answers.get("branch")
        if room and branch and room.branch_id != branch.pk:
            self.add_error("room", _("This room is in another branch."))
        return answers


class DoctorRulesForm(forms.Form):
    step = forms.TypedChoiceField(
        label=_("Grid, minutes"),
        coerce=int,
        choices=[(each, str(each)) for each in (5, 10, 15, 20, 30, 60)],
        initial=15,
    )
    youngest = forms.IntegerField(label=_("Accepts from age"), min_value=0, max_value=130, initial=0)
    oldest = forms.IntegerField(label=_("to age"), min_value=0, max_value=130, initial=130)
    sex = forms.ChoiceField(
        label=_("Accepts"), choices=[("", _("all")), ("f", _("women")), ("m", _("men"))], required=False
    )
    online_lead_hours = forms.IntegerField(
        label=_("Booking online not later than, hours before"), min_value=0, max_value=720, initial=2
    )
    online_horizon_days = forms.IntegerField(
        label=_("Booking online ahead, days"), min_value=1, max_value=180, initial=60
    )
    remote_link = forms.URLField(
        label=_("Link to remote consultations"), required=False, max_length=500, assume_scheme="https",
        help_text=_("Patients get it with the confirmation and the reminder."),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: DoctorRules | None, **kwargs: Any) -> None:
        kwargs["initial"] = model_to_dict(rules) if rules else None
        super().__init__(*args, **kwargs)
        for kind, title in VisitKind.choices:
            self.fields[f"quota_{kind}"] = forms.IntegerField(
                label=_("At most a day: %(kind)s") % {"kind": title}, required=False, min_value=0, max_value=200,
                initial=rules.quotas.get(kind) if rules else None,
            )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        quotas = {kind: answers.pop(f"quota_{kind}") for kind in VisitKind.values}
        return {**answers, "quotas": {kind: count for kind, count in quotas.items() if count is not None}}


class DayOffForm(forms.Form):
    on = TypedDateField(label=_("Day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    name = forms.CharField(label=_("Occasion"), max_length=100)
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"))

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = branches_within(reach)
        field.required, field.empty_label = not reach.is_network, _("all") if reach.is_network else None
