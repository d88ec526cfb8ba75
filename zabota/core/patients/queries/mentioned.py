"""The base as matching sees it: every mention of the cards in it, contacts opened in memory only."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from zabota.base.postgres.sealed import keyring
from zabota.core.patients.matching import Mentions
from zabota.core.patients.models import Mention, PatientState
from zabota.lib.collecting import without_looking_for_circles

READ_AT_ONCE = 20_000
PLAIN = (
    "id",
    "patient_id",
    "surname",
    "given",
    "patronymic",
    "maiden_surname",
    "birth_date",
    "birth_year",
    "sex",
    "city",
)
COLUMNS = (
    "mention",
    "patient",
    "surname",
    "given",
    "patronymic",
    "maiden",
    "birth_date",
    "birth_year",
    "sex",
    "city",
    "cards",
    "phones",
    "emails",
    "snils",
    "policy",
    "address",
)


def mentions_in_base() -> QuerySet[Mention]:
    return Mention.objects.filter(patient__state=PatientState.ACTIVE).order_by("pk")


def mentions_to_match(mentions: QuerySet[Mention]) -> Mentions:
    """The columns of `matching.Mentions`; a million rows take some ten seconds, most of it to open the contacts."""
    columns: list[list[Any]] = [[] for _ in COLUMNS]
    with without_looking_for_circles():
        for row in _rows(mentions):
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    return Mentions.from_columns(**dict(zip(COLUMNS, columns, strict=True)))


def _rows(mentions: QuerySet[Mention]) -> Iterator[tuple[Any, ...]]:
    label, unseal = Mention._meta.get_field("contacts").label, keyring().unseal
    found = mentions.values_list(*PLAIN, "source", "card_numbers", "public_id", "contacts")
    for *plain, source, numbers, public_id, sealed in found.iterator(chunk_size=READ_AT_ONCE):
        contacts = json.loads(unseal(sealed, label=label, row_id=public_id)) if sealed else {}
        documents = dict(contacts.get("documents", ()))
        yield (
            *plain,
            [f"{source}:{number}" for number in numbers],
            [number for number, *_ in contacts.get("phones", ())],
            [each if isinstance(each, str) else each[0] for each in contacts.get("emails", ())],
            documents.get("snils", ""),
            documents.get("insurance", ""),
            contacts.get("address", ""),
        )
