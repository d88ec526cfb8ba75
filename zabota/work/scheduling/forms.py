"""Bookings as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import open_branches
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.forms import OutcomeForm, TypedDateField, TypedTimeField


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
