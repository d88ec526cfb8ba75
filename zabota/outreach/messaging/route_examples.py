"""Objects for the matrix of rights."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from zabota.core.patients.testing import a_patient
from zabota.outreach.messaging.models import Message, MessageState
from zabota.outreach.messaging.queries.reports import report_address
from zabota.outreach.messaging.testing import a_message


def _message(place: Any) -> dict[str, Any]:
    return {"public_id": _written(place).public_id}


def _sent(place: Any) -> dict[str, Any]:
    now = timezone.now()
    return {"public_id": _written(place, state=MessageState.SENT, attempts=1, sent_at=now).public_id}


def _report(place: Any) -> dict[str, Any]:
    return {"token": report_address(_written(place)).rstrip("/").rpartition("/")[2]}


def _written(place: Any, **columns: Any) -> Message:
    patient = a_patient("Сорокин", "Павел", "Ильич", phone="+79270000018", home_branch=place.branch)
    return a_message(patient=patient, branch=place.branch, **columns)


def _written_often(place: Any, count: int) -> dict[str, Any]:
    patient = _written(place).patient
    assert patient is not None
    for _number in range(count):
        a_message(patient=patient, branch=place.branch)
    return {"public_id": patient.public_id}


def _words(place: Any) -> dict[str, Any]:
    return {"template": "reminder", "channel": "sms", "language": "ru"}


examples = {
    "messaging:message": _message,
    "messaging:cancel": _message,
    "messaging:again": _sent,
    "messaging:report": _report,
    "messaging:template": _words,
    "messaging:preview": _words,
    "messaging:messages_of_patient": lambda place: _written_often(place, 1),
}
crowded = {"messaging:messages_of_patient": _written_often}
bodies = {
    "messaging:preview": lambda place: {"text": "{day}"},
    "messaging:template": lambda place: {"text": f"{{day}} {uuid4().hex}"},
}
