"""Notes about a patient's visits: shown and erased with the card."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data
from zabota.front.daypack.models import Note


@transaction.atomic
def _words_go(model: type[Any], path: str, patient_ids: Sequence[int]) -> int:
    for note in Note.objects.filter(**{f"{path}__in": patient_ids}):
        note.said = note.refusal = ""
        note.save(update_fields=["said", "refusal"])
    return 0


notes = PatientData(
    Note,
    title=_("What was noted without the server"),
    written="handed_over_at",
    author="handed_over_by_id",
    erase=_words_go,
    stays=_("The number of a note stays, so that a journal handed over once more brings nothing back."),
    words={
        "act": pgettext_lazy("note of the day pack", "what"),
        "made_at": pgettext_lazy("of an event", "when"),
        "outcome": pgettext_lazy("note of the day pack", "what came of it"),
        "refusal": pgettext_lazy("note of the day pack", "what stood against it"),
        "said": pgettext_lazy("note of the day pack", "as it was written"),
    },
    silent=frozenset(("pack", "branch", "appointment", "opened_card", "handed_over_at", "settled_at")),
)
patient_data.register(notes.key, notes)
