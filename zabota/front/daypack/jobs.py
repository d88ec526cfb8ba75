"""What the clock does about the day pack."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job
from zabota.core.practice.models import Branch
from zabota.front.daypack.commands.building import FRESH, forget_old_packs, fresh_pack
from zabota.front.daypack.commands.handing_over import carry_out_received
from zabota.front.daypack.models import Note, Outcome


@job("daypack.build", _("Building the day packs"), every=FRESH)
def build_packs(running: RunningJob) -> dict[str, int]:
    """Each branch with a phrase has a pack not older than ten minutes, whether anybody asks for it or not."""
    branches = list(Branch.objects.filter(is_open=True, day_pack_phrase__isnull=False))
    for number, branch in enumerate(branches, 1):
        with running.transaction():
            fresh_pack(branch=branch)
        running.progress(number, len(branches))
    return {"branches": len(branches), "forgotten": forget_old_packs()}


@job("daypack.carry_out", _("Carrying out notes of the day pack"), every=timedelta(minutes=1))
def carry_out_left_over(running: RunningJob) -> dict[str, int]:
    """Notes that were received when the server went down again before it could carry them out."""
    return {"notes": carry_out_received(Note.objects.filter(outcome=Outcome.RECEIVED))}
