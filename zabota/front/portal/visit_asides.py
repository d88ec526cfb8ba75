"""In the drawer of a visit: that its patient booked it by himself, and the call that it waits for."""

from zabota.front.portal.queries.desk import booked_online
from zabota.work.scheduling.registry import VisitAside, visit_asides

visit_asides.register("portal", VisitAside("portal", "portal/_from_site.html", booked_online))
