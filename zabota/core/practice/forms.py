from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.practice.models import TIME_ZONES, Country

CURRENCIES = [("RUB", "₽ RUB"), ("UAH", "₴ UAH"), ("KZT", "₸ KZT")]


class PracticeForm(forms.Form):
    """R033: the window of the sleeping list; the call list never asks oftener than this."""

    name = forms.CharField(label=_("Name of the clinic"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    sleeping_from_months = forms.IntegerField(
        label=_("Asleep after, months"),
        min_value=1,
        max_value=120,
        help_text=_("Whoever has not come for so long gets into the sleeping list."),
    )
    sleeping_to_months = forms.IntegerField(
        label=_("Lost after, months"), min_value=2, max_value=240, help_text=_("Here the sleeping list ends.")
    )
    contact_interval_days = forms.IntegerField(
        label=_("Days between contacts"),
        min_value=1,
        max_value=365,
        help_text=_("Nobody is called again sooner, whatever the reason."),
    )
    contact_attempts_limit = forms.IntegerField(
        label=_("Calls before giving up"), min_value=1, max_value=20, help_text=_("Unanswered calls to one patient.")
    )


class CallsDecisionForm(forms.Form):
    decided_by = forms.CharField(label=_("Who decides"), max_length=200)
    decided_on = forms.DateField(
        label=_("Date of the decision"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_decided_on(self) -> date:
        decided_on: date = self.cleaned_data["decided_on"]
        if decided_on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return decided_on


class BranchForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("branch", "Name"), max_length=120)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES.items())
    is_open = forms.BooleanField(label=_("Receives patients"), required=False)
