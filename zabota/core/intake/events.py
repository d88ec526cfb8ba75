"""Facts of intake: one for a whole batch, and none of them triggers anything."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("intake.files_imported", _("Files imported"), on_timeline=False)
@dataclass(frozen=True)
class FilesImported:
    """`created` cards were opened, `changed` cards or visits changed, `added` visits and the like came in."""

    batch_id: int
    rows: int
    created: int
    changed: int = 0
    added: int = 0


@event("intake.import_undone", _("Import taken back"), on_timeline=False)
@dataclass(frozen=True)
class ImportUndone:
    batch_id: int
    removed: int
    left: int
