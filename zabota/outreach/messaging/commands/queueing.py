"""Many messages of one template at once, by COPY. Whom to write to, and by which way, the caller has decided; whether it
is still allowed is asked again before each one leaves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from zabota.base.postgres.sealed import keyring
from zabota.core.patients.queries.contacts import value_index
from zabota.lib.actors import Actor
from zabota.outreach.messaging.models import Message, MessageState
from zabota.outreach.messaging.queries.wording import WordsInUse, filled_in, words_in_use
from zabota.outreach.messaging.registry import MessageChannel, MessageTemplate

COLUMNS = (
    "public_id", "patient_id", "source", "address", "address_index", "subject", "text", "segments", "basis", "evidence",
    "purpose", "template", "channel", "language", "not_before", "expires_at", "created_by_id", "state", "created_at",
    "attempts", "failures", "gateway_id", "error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """One message: to whom, once for which source, with which values of merge fields, on which ground."""

    patient_id: int
    address: str
    source: str
    values: Mapping[str, str]
    basis: str = ""
    evidence: str = ""


@transaction.atomic
def queue_many(
    drafts: Sequence[Draft],
    *,
    template: MessageTemplate,
    channel: MessageChannel,
    language: str,
    by: Actor,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Put the messages into the outbox; returns how many are new. A source that is known already changes nothing.

    Raises IntegrityError where somebody else queues the same at this moment: then none is written.
    """
    now = timezone.now()
    shared = (
        template.purpose, template.key, channel.key, language, not_before or now, expires_at, by.user_id,
        MessageState.QUEUED.value, now, 0, 0, "", "",
    )  # fmt: skip
    sources = [draft.source for draft in drafts]
    known = set(Message.objects.filter(source__in=sources).values_list("source", flat=True))
    new = [draft for draft in drafts if draft.source not in known]
    statement = f"COPY messaging_message ({', '.join(COLUMNS)}) FROM STDIN"
    words = words_in_use(template, channel.key, language)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in _rows(new, words, channel):
            copy.write_row((*row, *shared))
    return len(new)


def _rows(drafts: Iterable[Draft], words: WordsInUse, channel: MessageChannel) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        public_id = uuid4()
        text = filled_in(words.text, draft.values)
        subject = filled_in(words.subject, draft.values) if words.subject else ""
        yield (
            public_id,
            draft.patient_id,
            draft.source,
            _sealed("address", draft.address, public_id),
            value_index(draft.address),
            _sealed("subject", subject, public_id),
            _sealed("text", text, public_id),
            channel.segments(text),
            draft.basis,
            draft.evidence,
        )


def _sealed(field: str, text: str, public_id: UUID) -> bytes:
    """As `SealedTextField` seals it: an empty text is an empty cipher text."""
    return keyring().seal(text, label=f"{Message._meta.label_lower}.{field}", row_id=public_id) if text else b""
