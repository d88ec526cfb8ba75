"""Where gateways tell what became of messages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zabota.base.ui.policies import public
from zabota.outreach.messaging.commands.reports import take_report
from zabota.outreach.messaging.queries.reports import message_reported
from zabota.outreach.messaging.registry import channels


@public
@require_GET
def report(request: HttpRequest, token: str) -> HttpResponse:
    """A report of delivery. Kannel knows only GET; the signed token names the one message that it may speak of (T40)."""
    message = message_reported(token)
    told = channels[message.channel].read_report(request.GET)
    if told is not None:
        take_report(message=message, report=told)
    return HttpResponse("ok", content_type="text/plain")
