"""What the desk itself said of a person: one mention a card, kept equal to the card (matching looks at mentions)."""

import json

from zabota.core.patients.commands.forgetting import let_back
from zabota.core.patients.models import ContactKind, Mention, Patient, TakenRows

DESK = "desk"
#: As the lists of moved rows name the table.
MENTIONS = "patients.mention.patient"


def contacts_text(
    phones: list[tuple[str, str]], emails: list[str], documents: list[tuple[str, str]], address: str = ""
) -> str:
    """The sealed JSON of a mention: phones with whose they are, e-mail addresses, documents by kind, street and house."""
    said = {"phones": phones, "emails": emails, "documents": documents, "address": address}
    return json.dumps(said, ensure_ascii=False)


def keep_own_mention(patient: Patient) -> None:
    """Write anew what the desk knows; a card that only files spoke of gets its mention with the first change by hand.

    Whoever was forgotten and is kept by the desk again is forgotten no more.
    """
    let_back(patient)
    own = _own_mention(patient) or Mention(patient=patient, source=DESK)
    own.surname, own.given, own.patronymic = patient.surname, patient.given, patient.patronymic
    own.maiden_surname, own.sex, own.city = patient.maiden_surname, patient.sex, patient.city
    own.birth_date, own.birth_year = patient.birth_date, patient.birth_year
    own.card_numbers = [number for number in (patient.card_number, *patient.former_card_numbers) if number]
    contacts = list(patient.contacts.all())
    own.contacts = contacts_text(
        [(str(each.value), each.belongs_to) for each in contacts if str(each.value).startswith("+")],
        [str(each.value) for each in contacts if each.kind == ContactKind.EMAIL],
        [(each.kind, str(each.number)) for each in patient.documents.all()],
    )
    own.save()


def renew_own_mention(patient: Patient) -> None:
    """What the desk said, where it said anything, is what the card holds now."""
    if _own_mention(patient):
        keep_own_mention(patient)


def _own_mention(patient: Patient) -> Mention | None:
    """The card's own: one that came with a merged card stays as it was and goes back with it."""
    taken = TakenRows.objects.filter(merge__survivor=patient, table=MENTIONS).values_list("row_ids", flat=True)
    ids = [int(row_id) for row_ids in taken for row_id in row_ids]
    return patient.mentions.filter(source=DESK).exclude(pk__in=ids).order_by("id").last()
