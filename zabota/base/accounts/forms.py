"""What people type at the door."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_LOGIN = 150
LONGEST_PASSWORD = 200


def _password_field(label: Any, autocomplete: str = "current-password", **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("Login"),
        max_length=LONGEST_LOGIN,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = _password_field(_("Password"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class UnlockForm(forms.Form):
    """One of the two: the PIN where the computer is shared and trusted, the password anywhere."""

    password = _password_field(_("Password"), required=False)
    pin = forms.CharField(
        label=_("PIN"),
        max_length=8,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, by_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin" if by_pin else "password"].widget.attrs["autofocus"] = True


class ProofForm(forms.Form):
    password = _password_field(_("Password"))
    code = forms.CharField(
        label=_("Code from the phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class KeptForm(ProofForm):
    """The proof asked for in the middle of sending something: `kept` is what was typed, `next` where it was sent."""

    kept = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    current = _password_field(_("Present password"))
    new = _password_field(
        _("New password"), "new-password", help_text=_("Ten characters at least; a sentence is best.")
    )


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("PIN"),
        max_length=8,
        help_text=_("Four to eight digits, for taking over a shared computer."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class TakeOverForm(forms.Form):
    person = forms.UUIDField()
    pin = forms.CharField(
        label=_("PIN"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric", "autofocus": True}),
    )
