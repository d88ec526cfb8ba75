from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("daypack.phrase_set", _("Phrase of the day pack set"), on_timeline=False)
@dataclass(frozen=True)
class PhraseSet:
    branch_id: int


@event("daypack.note_let_be", _("Note made without the server was let be"), on_timeline=False)
@dataclass(frozen=True)
class NoteLetBe:
    branch_id: int
    note_key: str
