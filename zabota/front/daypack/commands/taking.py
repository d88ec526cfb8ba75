"""A pack leaves the house: whose contacts went with whom is kept."""

from django.db import transaction
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import note_reading
from zabota.core.practice.models import Branch
from zabota.front.daypack.commands.building import fresh_pack
from zabota.front.daypack.models import Pack, Taking
from zabota.front.daypack.queries.packs import PURPOSE, taken_today

FIELDS = ("full_name", "phone", "visit", "comment")


@transaction.atomic
def take_pack(*, branch: Branch, way: str, access: Access) -> Pack:
    """The newest pack, with an audit row of the export and one for each patient whose contacts this person has not taken
    that day yet: a browser asks every ten minutes, and what it has already tells nothing new. Raises NoPhraseYet."""
    pack = fresh_pack(branch=branch)
    new = pack.whose - taken_today(access.person.pk, branch, timezone.now())
    is_first = not Taking.objects.filter(pack=pack, user=access.person.pk, way=way).exists()
    if is_first:
        Taking.objects.create(pack=pack, user_id=access.person.pk, way=way)
    if new or (is_first and way == "file"):
        keep_audit(
            Action.EXPORT,
            by=access.actor,
            object_type="daypack.pack",
            object_id=pack.public_id,
            fields=FIELDS,
            reason=way,
        )
        note_reading(Patient.objects.filter(pk__in=new), PURPOSE, access)
    return pack
