"""Every view says who may use it (T1), and reaches patients only through queries that ask who is looking."""

import ast

from django.urls import URLPattern, get_resolver

from zabota.base.accounts.registry import permissions
from zabota.base.ui.policies import Policy
from zabota.site.tests.architecture.house import place, sources, syntax

MANAGERS = {"objects", "_base_manager", "_default_manager"}


def routed_views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{pattern.callback.__module__}.{pattern.callback.__name__}", pattern.callback
        else:
            yield from routed_views(pattern.url_patterns)


def undeclared(views):
    """Names of views without a policy, or whose policy names a permission that nobody declared."""
    for name, view in views:
        policy = getattr(view, "policy", None)
        if not isinstance(policy, Policy) or (policy.permission and policy.permission not in permissions):
            yield name


def test_every_view_declares_who_may_use_it():
    assert sorted(undeclared(routed_views())) == []


def test_a_view_without_a_policy_is_seen():
    def card(request):
        return None

    assert list(undeclared([("planted", card)])) == ["planted"]
    card.policy = Policy("no.such_permission")
    assert list(undeclared([("planted", card)])) == ["planted"]


def patients_taken_directly(tree):
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and getattr(node.value, "id", "") == "Patient"
    ]


def test_views_ask_queries_for_patients():
    found = [
        place(path, node)
        for path, _ in sources()
        if path.stem in {"views", "forms", "api"} or path.parent.name in {"views", "forms", "api"}
        for node in patients_taken_directly(syntax(path))
    ]
    assert found == []


def test_a_view_that_takes_patients_itself_is_seen():
    assert len(patients_taken_directly(ast.parse("Patient.objects.get(pk=pk)\nPatient._default_manager.all()"))) == 2
