"""What a line of the audit is about, in the reader's words instead of a code."""

from collections.abc import Iterable
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from zabota.base.accounts.registry import permissions
from zabota.base.audit.registry import object_names
from zabota.base.ui.policies import Policy
from zabota.base.ui.registry import list_sources


def object_name(object_type: str) -> str:
    """An object by its registered name; a list and a page by the permission that opens them. "" for a nameless code."""
    if object_type in object_names:
        return str(object_names[object_type].title)
    if object_type in list_sources:
        return _title_of(list_sources[object_type].permission)
    policy = _policies().get(object_type)
    if policy is None:
        return ""
    return _title_of(policy.permission) if policy.permission else _("a page for everybody signed in")


def _title_of(permission: str) -> str:
    return str(permissions[permission].title)


@cache
def _policies() -> dict[str, Policy]:
    return dict(_named_policies(get_resolver().url_patterns, ""))


def _named_policies(patterns: Iterable[URLPattern | URLResolver], namespace: str) -> Iterable[tuple[str, Policy]]:
    """Name of a page, as a refusal keeps it -> who may open it."""
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _named_policies(each.url_patterns, inner)
        elif each.name:
            yield f"{namespace}{each.name}"[:60], each.callback.policy  # type: ignore[attr-defined]
