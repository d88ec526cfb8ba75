"""The addresses that messages about a visit and about an offered time carry."""

from zabota.front.portal.queries.offers import public_address_of_offer
from zabota.front.portal.queries.visits import public_address_of_visit
from zabota.work.scheduling.registry import offer_links, visit_links

visit_links.register("portal", public_address_of_visit)
offer_links.register("portal", public_address_of_offer)
