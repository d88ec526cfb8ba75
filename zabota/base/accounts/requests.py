"""What a view gets, for the eyes of the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User


class StaffRequest(HttpRequest):
    """A request of somebody signed in, as the middleware leaves it to every view that is not public."""

    user: User
    access: Access
    htmx: HtmxDetails
