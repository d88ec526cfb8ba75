"""Writes of intake: the only place where its tables change."""

from zabota.core.intake.commands.batches import (
    MOST_FILES,
    NewFile,
    NothingToImport,
    WrongMoment,
    check_again,
    discard_batch,
    enqueue_check,
    enqueue_import,
    is_left_half_way,
    open_batch,
)
from zabota.core.intake.commands.mapping import change_mapping, decide_values
from zabota.core.intake.commands.running import AtTheShell, Run, check_batch, take_batch
from zabota.core.intake.commands.undoing import CannotBeUndone, LeftBecause, enqueue_undo, undo_batch

__all__ = [
    "MOST_FILES",
    "AtTheShell",
    "CannotBeUndone",
    "LeftBecause",
    "NewFile",
    "NothingToImport",
    "Run",
    "WrongMoment",
    "change_mapping",
    "check_again",
    "check_batch",
    "decide_values",
    "discard_batch",
    "enqueue_check",
    "enqueue_import",
    "enqueue_undo",
    "is_left_half_way",
    "open_batch",
    "take_batch",
    "undo_batch",
]
