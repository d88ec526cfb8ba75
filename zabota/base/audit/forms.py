from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.audit.models import Action
from zabota.base.audit.queries import Chosen
from zabota.base.events.registry import kinds


class TrailFilter(forms.Form):
    """The address of the audit: a person and a patient by their public ids, an action by its code, a day."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.order_by("full_name"), to_field_name="public_id", required=False,
        empty_label=_("everybody"),
    )  # fmt: skip
    action = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = sorted(
            ((kind.key, str(kind.title).partition("%(")[0].rstrip(" :,(")) for kind in kinds), key=lambda pair: pair[1]
        )
        self.fields["action"].choices = [  # type: ignore[attr-defined]
            ("", _("whatever was done")),
            (_("looked at, came, left"), Action.choices),
            (_("what was written"), written),
        ]

    def chosen(self) -> Chosen:
        """What is readable of the address; the rest is as if not asked."""
        self.is_valid()
        said = self.cleaned_data
        return Chosen(said.get("person"), said.get("patient"), said.get("action", ""), said.get("day"))
