"""Family links, each kept from both sides, and who answers for a child (R195)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import PatientsRelated, PatientsUnrelated, RelationsImported
from zabota.core.patients.models import Patient, Relation, RelationKind
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.contacting import is_minor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

#: What the patient is to the relative, when the relative is this to the patient.
OPPOSITE = {
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.SPOUSE: RelationKind.SPOUSE,
    RelationKind.SIBLING: RelationKind.SIBLING,
    RelationKind.GRANDPARENT: RelationKind.GRANDCHILD,
    RelationKind.GRANDCHILD: RelationKind.GRANDPARENT,
    RelationKind.OTHER: RelationKind.OTHER,
}


class CannotBeRelated(Refused):
    """Nobody is his own relative, and a child answers for nobody."""


@transaction.atomic
def relate(*, patient: Patient, relative: Patient, kind: str, by: Actor, answers: bool = False) -> Relation:
    """`relative` is the `kind` of `patient`; the opposite link is kept with it. `answers`: decides for the patient.

    Relating the same two again changes the link. Cards are locked in the order of their ids.
    """
    if patient.pk == relative.pk:
        raise CannotBeRelated(_("This is the same card."), field="relative")
    for each in sorted((patient, relative), key=lambda card: card.pk):
        locked(each)
    if answers and is_minor(relative.birth_date, relative.birth_year, timezone.localdate()):
        raise CannotBeRelated(_("A child cannot answer for somebody."), field="answers")
    link, _is_new = Relation.objects.update_or_create(
        patient=patient, relative=relative, defaults={"kind": kind, "answers": answers}
    )
    Relation.objects.update_or_create(
        patient=relative, relative=patient, defaults={"kind": OPPOSITE[RelationKind(kind)]}
    )
    refresh_completeness([patient.pk, relative.pk])
    record(PatientsRelated(patient_id=patient.pk, relative_id=relative.pk, relation=kind, answers=answers), by=by)
    return link


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """`relative_id` is the `kind` of `patient_id`; `answers`: decides for the patient."""

    patient_id: int
    relative_id: int
    kind: str
    answers: bool = False


@transaction.atomic
def import_relations(*, links: Sequence[ImportedLink], source: str, by: Actor) -> None:
    """Family links of a batch, each kept from both sides; a link that is known already stays as it is."""
    forth = [
        Relation(patient_id=link.patient_id, relative_id=link.relative_id, kind=link.kind, answers=link.answers)
        for link in links
    ]
    back = [
        Relation(patient_id=link.relative_id, relative_id=link.patient_id, kind=OPPOSITE[RelationKind(link.kind)])
        for link in links
    ]
    Relation.objects.bulk_create([*forth, *back], ignore_conflicts=True, batch_size=1000)
    refresh_completeness({each.patient_id for each in (*forth, *back)})
    record(RelationsImported(source=source, links=len(links)), by=by, triggers=False)


@transaction.atomic
def unrelate(*, patient: Patient, relative: Patient, by: Actor) -> None:
    """Both sides of the link go."""
    for each in sorted((patient, relative), key=lambda card: card.pk):
        locked(each)
    removed, _by_model = Relation.objects.filter(
        patient__in=(patient, relative), relative__in=(patient, relative)
    ).delete()
    if removed:
        refresh_completeness([patient.pk, relative.pk])
        record(PatientsUnrelated(patient_id=patient.pk, relative_id=relative.pk), by=by)
