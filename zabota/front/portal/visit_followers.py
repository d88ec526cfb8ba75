"""Where a booking came from, and that its phone is not proved yet, goes with the visit wherever it is moved."""

from zabota.front.portal.commands.booking import follow_visit
from zabota.work.scheduling.registry import visit_followers

visit_followers.register("portal", follow_visit)
