"""Steps of the way to a booking are kept without anything of a person (R279)."""

from zabota.front.portal.models import FunnelStep
from zabota.front.portal.queries.trail import Trail


def note_step(*, trail: Trail, step: str) -> None:
    """Keep that this way came so far; the same step again is one."""
    FunnelStep.objects.bulk_create([FunnelStep(step=step, **trail.origin)], ignore_conflicts=True)
