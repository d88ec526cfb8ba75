"""What a patient types at the public door, and what the director sets up."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.commands.contacts import NotAContact, normalised
from zabota.core.patients.models import ContactKind
from zabota.front.portal.models import ConsentText, PortalRules
from zabota.front.portal.queries.consents import shown_text
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


class AgreedForm(PhoneForm):
    """A form that is sent under a text of consent: `consent` carries the one that its page showed."""

    consent = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_consent(self) -> ConsentText:
        text = shown_text(self.cleaned_data["consent"])
        if text is None:
            raise forms.ValidationError(_("Read what you agree to below the button, and press it once more."))
        return text


class VisitorForm(AgreedForm):
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


class CallbackForm(AgreedForm):
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

    @classmethod
    def of(cls, rules: PortalRules, sent: Any) -> "PortalRulesForm":
        return cls(sent or None, initial={"sites": "\n".join(rules.sites)})

    def clean_sites(self) -> list[str]:
        return [_origin(line) for line in self.cleaned_data["sites"].split()]


class ConsentTextsForm(forms.Form):
    """The text of each language, as it is shown from now on."""

    def __init__(self, sent: Any, texts: Mapping[str, str]) -> None:
        super().__init__(sent or None, initial=dict(texts))
        for language, title in settings.LANGUAGES:
            self.fields[language] = forms.CharField(
                label=title,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )


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
