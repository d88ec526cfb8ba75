"""What the operator's screen asks for, turned into clean arguments of commands."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.lib.dates import read_date, typed_date, typed_time
from zabota.outreach.todos.models import Call, Todo, TodoState
from zabota.outreach.todos.queries.questions import Question
from zabota.outreach.todos.queries.refusals import REFUSAL_CHOICES


class TypedDateField(forms.CharField):
    """A day as people type it: `5.3`, `завтра`, `пн`."""

    default_error_messages = {"unreadable": _("This is no day: write 5.3, tomorrow or Mon.")}

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        day = typed_date(text, today=timezone.localdate())
        if day is None:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        return day


class TypedTimeField(forms.CharField):
    """An hour as people type it: `930`, `9`."""

    default_error_messages = {"unreadable": _("This is no time: write 930 or 9:30.")}

    def clean(self, value: Any) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        hour = typed_time(text)
        if hour is None:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        return hour


class OutcomeForm(forms.Form):
    """What an outcome must know. `call` is the call that it settles."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        self.call = call
        super().__init__(*args, **kwargs)


IN_AN_HOUR, THIS_EVENING, TOMORROW, IN_A_WEEK, IN_A_MONTH, ON_A_DAY = (
    "hour", "evening", "tomorrow", "week", "month", "day"
)  # fmt: skip
MORNING, EVENING = time(10), time(18)


class CallLaterForm(OutcomeForm):
    when = forms.ChoiceField(
        label=_("When to call"),
        widget=forms.RadioSelect,
        initial=TOMORROW,
        choices=[
            (IN_AN_HOUR, _("in an hour")),
            (THIS_EVENING, _("today at 18:00")),
            (TOMORROW, _("tomorrow morning")),
            (IN_A_WEEK, _("in a week")),
            (IN_A_MONTH, _("in a month")),
            (ON_A_DAY, _("on another day")),
        ],
    )
    on = TypedDateField(label=_("Day"), required=False)
    at = TypedTimeField(label=_("Time"), required=False)
    why = forms.CharField(label=_("Why later"), required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors:
            answers["due_at"] = self._due_at(answers)
            if answers["due_at"] is None:
                self.add_error("on", _("On which day?"))
            elif answers["due_at"] <= timezone.now():
                self.add_error("when", _("This moment has already passed."))
        return answers

    def _due_at(self, answers: dict[str, Any]) -> datetime | None:
        now = timezone.localtime(timezone=self.call.branch.zone if self.call.branch else None)
        if answers["when"] == IN_AN_HOUR and not answers["on"]:
            return now + timedelta(hours=1)
        days = {THIS_EVENING: 0, TOMORROW: 1, IN_A_WEEK: 7, IN_A_MONTH: 30}
        default_day = now.date() + timedelta(days=days[answers["when"]]) if answers["when"] in days else None
        day = answers["on"] or default_day
        hour = answers["at"] or (EVENING if answers["when"] == THIS_EVENING else MORNING)
        return datetime.combine(day, hour, now.tzinfo) if day else None


class RefusalForm(OutcomeForm):
    refusal = forms.ChoiceField(label=_("Why not"), choices=REFUSAL_CHOICES, widget=forms.RadioSelect)


class ComplaintForm(OutcomeForm):
    text = forms.CharField(
        label=_("What the patient complains of, in his words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The director gets it at once and answers within an hour."),
    )


class PressForm(forms.Form):
    """One press on the operator's screen; `submission` makes it one even when it is sent twice."""

    outcome = forms.CharField()
    submission = forms.UUIDField()
    note = forms.CharField(required=False, max_length=2000)


class AnswerForm(forms.Form):
    """The answer to the one question, in the shape that the question asks for."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = _answer_field(question)


class BirthDateField(forms.CharField):
    def clean(self, value: Any) -> date:
        read = read_date(super().clean(value), today=timezone.localdate())
        if read.full is None:
            raise forms.ValidationError(_("This is no date of birth: write 14.03.1985."), code="unreadable")
        return read.full


def _answer_field(question: Question) -> forms.Field:
    if question.choices:
        return forms.ChoiceField(choices=question.choices)
    return {"date": BirthDateField, "email": forms.EmailField, "text": forms.CharField}[question.kind](max_length=200)


class AddCallForm(forms.Form):
    note = forms.CharField(
        label=_("What to find out or to say"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    on = TypedDateField(label=_("Day"), required=False, help_text=_("Empty: as soon as somebody is free."))
    at = TypedTimeField(label=_("Time"), required=False)


class TodoForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript before Django 6
    """A task for oneself, a colleague, or whoever holds a role."""

    on = TypedDateField(label=_("Until which day"))
    at = TypedTimeField(label=_("Time"), required=False)
    text = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Todo
        fields = ["title", "assigned_to", "role"]
        labels = {"assigned_to": _("For whom"), "role": _("or for whoever is")}

    field_order = ["title", "text", "on", "at", "assigned_to", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = self.fields["assigned_to"]
        assert isinstance(colleagues, forms.ModelChoiceField)
        colleagues.queryset = User.objects.filter(is_active=True).order_by("full_name")
        colleagues.required = False

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors:
            at = answers.pop("at") or time(18)
            answers["due_at"] = timezone.make_aware(datetime.combine(answers.pop("on"), at))
        return answers


class CloseTodoForm(forms.Form):
    state = forms.ChoiceField(choices=[(each.value, each.label) for each in TodoState if each != TodoState.OPEN])
    outcome = forms.CharField(
        label=_("What was done"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class MoveTodoForm(forms.Form):
    on = TypedDateField(label=_("To which day"))


class ScriptForm(forms.Form):
    text = forms.CharField(label=_("What to say"), widget=forms.Textarea(attrs={"rows": 10}), max_length=4000)


class ReasonRuleForm(forms.Form):
    is_on = forms.BooleanField(label=_("Fill the list by this reason"), required=False)
    after_days = forms.IntegerField(label=_("How many days"), required=False, min_value=1, max_value=3650)
