"""A word after an action, with a way back for ten seconds."""

from django.contrib import messages
from django.http import HttpRequest


def toast(request: HttpRequest, text: object, *, undo_url: str = "") -> None:
    """Show `text` on the page that comes next. «Undo» posts to `undo_url`."""
    messages.add_message(request, messages.SUCCESS, str(text), extra_tags=undo_url)
