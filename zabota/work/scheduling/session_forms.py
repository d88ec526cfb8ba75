"""Group sessions as they are opened and cancelled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.catalog.models import Service
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.forms import TypedDateField, TypedTimeField


class SessionForm(forms.Form):
    """What, who, where and when; weekly where it is repeated."""

    service = forms.ModelChoiceField(Service.objects.filter(is_active=True, seats__gt=1), label=_("Service"))
    doctor = forms.ModelChoiceField(Doctor.objects.filter(is_active=True), label=_("Doctor"))
    branch: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Branch"), empty_label=None)
    on = TypedDateField(label=_("Day"), widget=forms.TextInput(attrs={"placeholder": "5.3, завтра, пн"}))
    at = TypedTimeField(label=pgettext_lazy("hour", "From"), widget=forms.TextInput(attrs={"placeholder": "1730"}))
    weeks = forms.IntegerField(
        label=_("How many weeks in a row"), min_value=1, max_value=26, initial=1, help_text=_("1: this day alone.")
    )
    seats = forms.IntegerField(
        label=_("Seats"), min_value=2, max_value=200, required=False, help_text=_("Empty: as many as the service has.")
    )

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]


class CancelSessionForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=80, help_text=_("Everybody who has a seat is told."))
