"""Tells `accounts` who holds which role where."""

from zabota.base.accounts.registry import grant_sources
from zabota.core.staff.queries import grants_of

grant_sources.register("staff", grants_of)
