"""Objects for the matrix of rights."""

from typing import Any

from zabota.core.intake.models import ImportBatch
from zabota.core.intake.testing import a_batch, a_list_of_patients


def _batch(place: Any) -> ImportBatch:
    return a_batch(place.user.as_actor(), patients_csv=a_list_of_patients())


def _public_id(place: Any) -> dict[str, Any]:
    return {"public_id": _batch(place).public_id}


def _table(place: Any) -> dict[str, Any]:
    batch = _batch(place)
    return {"public_id": batch.public_id, "file_id": batch.files.get().public_id, "table": 0}


examples = {
    **{f"intake:{name}": _public_id for name in ("batch", "check", "doubts", "doubts_workbook", "take", "undo")},
    "intake:values": lambda place: {**_public_id(place), "field": "status"},
    "intake:table": _table,
}
