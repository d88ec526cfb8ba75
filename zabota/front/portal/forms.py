"""What a patient types at the public door, and what the director sets up."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.commands.contacts import NotAContact, normalised
from zabota.core.patients.models import ContactKind
from zabota.front.portal.models import PortalRules
from zabota.front.portal.queries.visitors import Visitor

SELF, RELATIVE = "self", "relative"


class PhoneForm(forms.Form):
    """A phone in any writing, and a trap that people do not see."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def clean_phone(self) -> str:
        try:
            return normalised(ContactKind.PHONE, self.cleaned_data["phone"])
        except NotAContact as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This is not right."))
        return ""


class VisitorForm(PhoneForm):
    name = forms.CharField(
        label=_("First name and surname of the patient"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    whose = forms.ChoiceField(
        label=_("Who comes"),
        choices=[(SELF, _("I come myself")), (RELATIVE, _("I book a relative"))],
        initial=SELF,
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("name", "phone", "whose", "website")

    @property
    def visitor(self) -> Visitor:
        typed = self.cleaned_data
        return Visitor(typed["name"], typed["phone"], is_relative=typed["whose"] == RELATIVE)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CallbackForm(PhoneForm):
    """R059."""

    name = forms.CharField(
        label=_("How to address you"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reason = forms.CharField(
        label=_("What you would like"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("name", "phone", "reason", "website")


class PortalRulesForm(forms.Form):
    sites = forms.CharField(
        label=_("Sites in which the booking may stand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://clinic.example"}),
        help_text=_("One address a line. Empty: the booking opens by its own address only."),
    )
    consent_text = forms.CharField(
        label=_("What a patient agrees to by booking"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Empty: the usual words in the patient's language. A change becomes a new version of the text."),
    )

    @classmethod
    def of(cls, rules: PortalRules, sent: Any) -> "PortalRulesForm":
        initial = {"sites": "\n".join(rules.sites), "consent_text": rules.consent_text}
        return cls(sent or None, initial=initial)

    def clean_sites(self) -> list[str]:
        return [_origin(line) for line in self.cleaned_data["sites"].split()]


def _origin(line: str) -> str:
    """ "https://clinic.example/about" -> "https://clinic.example"."""
    try:
        parts = urlsplit(line)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    host = parts.hostname or ""
    if (
        parts.scheme not in ("http", "https")
        or not host
        or not set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    ):
        raise forms.ValidationError(_("Write each site as https://clinic.example."))
    return f"{parts.scheme}://{host}{port}"
