"""The address that messages about a visit carry."""

from zabota.front.portal.queries.visits import public_address_of_visit
from zabota.work.scheduling.registry import visit_links

visit_links.register("portal", public_address_of_visit)
