"""Objects for the matrix of rights."""

from datetime import time
from typing import Any
from uuid import uuid4

from zabota.core.staff.testing import a_doctor
from zabota.front.daypack.commands.handing_over import hand_over
from zabota.front.daypack.models import Note
from zabota.front.daypack.testing import a_note, a_pack, a_phrase
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.testing import a_service, days_ago


def _note(place: Any) -> Note:
    """A booking of a time in which nobody receives."""
    pack, key = a_pack(place.branch), uuid4()
    said: dict[str, Any] = {
        "doctor": str(a_doctor("Громова").public_id), "service": str(a_service().public_id), "minutes": 30,
        "day": days_ago(-1).isoformat(), "time": f"{time(10):%H:%M}", "surname": "Сорокин", "given": "Павел",
    }  # fmt: skip
    hand_over(pack=pack, journal=dict([a_note(pack, "book", key=key, **said)]), by=SYSTEM)
    return Note.objects.get(key=key)


def _many_notes(place: Any, count: int) -> dict[str, Any]:
    for _number in range(count):
        _note(place)
    return {}


def _branch_with_phrase(place: Any) -> dict[str, Any]:
    a_phrase(place.branch)
    return {"branch": place.branch.public_id}


examples = {
    **{f"daypack:{name}": lambda place: {"key": _note(place).key} for name in ("note", "book_over", "let_be")},
    "daypack:book_at": lambda place: {
        "key": _note(place).key, "wall": f"{days_ago(-1)}T10:00", "doctor_id": a_doctor("Лунина").public_id,
    },
}  # fmt: skip
crowded = {"daypack:day_pack": _many_notes}
bodies = dict.fromkeys(("daypack:take", "daypack:save_file"), _branch_with_phrase)
