"""What imports still hold of a person who is erased: cells that were doubtful, samples of files, cards as they were."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef

from zabota.core.intake.models import BroughtCard, DoubtfulCell, SourceFile, SourceRow


@transaction.atomic
def forget_cards(*, patient_ids: Collection[int]) -> int:
    """Remove it while the mentions still tell which rows were theirs; returns how many rows went.

    Samples are of any rows of a file, so they go for the whole of it; nobody needs them once it is imported.
    """
    theirs = SourceRow.objects.filter(mention__patient_id__in=patient_ids)
    same_row = theirs.filter(file_id=OuterRef("file_id"), row=OuterRef("row"))
    SourceFile.objects.filter(pk__in=theirs.values("file_id")).update(found="")
    doubts = DoubtfulCell.objects.filter(Exists(same_row)).delete()[0]
    return doubts + BroughtCard.objects.filter(patient_id__in=patient_ids).delete()[0]
