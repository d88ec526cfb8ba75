"""The worker's chore of handing facts to their subscribers."""

from zabota.base.events.commands import deliver_events
from zabota.base.jobs.registry import chores

chores.register("events.deliver", deliver_events)
