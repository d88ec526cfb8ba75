"""What is sent to the day pack's pages."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zabota.lib.passphrases import new_passphrase

#: Of a journal: more than any clinic notes in two days.
MOST_NOTES, MOST_BYTES = 5000, 8_000_000


class PhraseForm(forms.Form):
    phrase = forms.CharField(
        label=_("Phrase"), max_length=200, initial=new_passphrase,
        help_text=_("Made up just now: take it, or write one of your own of at least four words. It is kept nowhere: write it on paper and keep it apart from the computers and sticks with packs."),
    )  # fmt: skip


class JournalForm(forms.Form):
    """A journal as the browser sends it (`journal`), or from a file that a pack has saved (`file`)."""

    journal = forms.CharField(required=False)
    file = forms.FileField(label=_("Notes from a file"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            raise ValidationError(_("This file is too large for notes of a day pack."))
        text = file.read() if file is not None else cleaned.get("journal", "")
        return cleaned | {"journals": _journals(text)}


def _journals(text: str | bytes) -> Sequence[tuple[UUID, Mapping[UUID, str]]]:
    """By pack: its notes, closed, by their keys. One pack from a file, several from a browser that kept them."""
    try:
        told = json.loads(text)
        packs = told if isinstance(told, list) else [told]
        found = [
            (UUID(each["pack"]), {UUID(note["key"]): str(note["sealed"]) for note in each["notes"]}) for each in packs
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValidationError(_("These are no notes of a day pack.")) from None
    if sum(len(notes) for _pack, notes in found) > MOST_NOTES:
        raise ValidationError(_("This file is too large for notes of a day pack."))
    return found


class OverScheduleForm(forms.Form):
    reason = forms.CharField(label=_("Why over the schedule"), max_length=200)
