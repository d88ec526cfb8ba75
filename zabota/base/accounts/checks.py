"""Default deny begins before the first request: a view without a policy, or with an unknown right, stops the server (T1)."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from zabota.base.accounts.registry import permissions


@register(Tags.security)
def every_view_has_a_policy(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    return [message for route, view in routed_views() if (message := _fault(route, view))]


def refuse_undeclared_views() -> None:
    """Called while the server loads its middleware, so that it does not start at all."""
    faults = every_view_has_a_policy()
    if faults:
        raise ImproperlyConfigured("\n".join(str(fault.msg) for fault in faults))


def routed_views(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """Every `(path, view)` that a request can reach."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from routed_views(pattern, path)


def _fault(route: str, view: Any) -> CheckMessage | None:
    policy = getattr(view, "policy", None)
    name = f"{view.__module__}.{getattr(view, '__qualname__', type(view).__qualname__)}"
    if policy is None:
        return Error(
            f"{route}: {name} says nothing about who may use it. Put @policy, @signed_in or @public on it.",
            id="accounts.E001",
        )
    if policy.permission and policy.permission not in permissions:
        return Error(
            f"{route}: {name} asks for the right {policy.permission!r}, which no rules.py declares.", id="accounts.E002"
        )
    return None
