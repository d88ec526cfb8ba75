"""What is typed on the screens of messages, turned into clean arguments of commands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.outreach.messaging.queries.reaching import configured_channels
from zabota.outreach.messaging.queries.templates import TemplatePage


class TemplateForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 9}), strip=False
    )

    def __init__(self, *args: Any, page: TemplatePage, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"subject": page.words.subject, "text": page.words.text})
        super().__init__(*args, **kwargs)
        if not page.channel.has_subject:
            del self.fields["subject"]


class TrialForm(forms.Form):
    channel = forms.ChoiceField(label=_("By which channel"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("Your own number or address"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [(each.key, each.title) for each in configured_channels()]
        self.fields["channel"].choices = ready  # type: ignore[attr-defined]
        if ready:
            self.fields["channel"].initial = ready[0][0]
