"""Whatever the audit may hold has a name in the reader's language (nobody reads `patients.patient`)."""

import ast

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import translation

from zabota.base.audit.object_names import object_name
from zabota.base.ui.registry import list_sources
from zabota.site.tests.architecture.house import sources, syntax


def told_types(tree):
    """What is passed as `object_type=` anywhere, and as the `key=` of a list taken out, where it is written down."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        is_export = getattr(node.func, "id", "") == "export_list"
        for each in node.keywords:
            is_type = each.arg == "object_type" or (is_export and each.arg == "key")
            if is_type and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str):
                yield each.value.value


def page_names(patterns=None, namespace=""):
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name}"[:60]
        else:
            yield from page_names(each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_whatever_the_audit_may_hold_has_a_name(language):
    told = {each for path, _module in sources() for each in told_types(syntax(path))} - {""}
    assert {"patients.patient", "patients.contact", "intake.doubts"} <= told
    with translation.override(language):
        assert sorted(each for each in {*told, *list_sources.keys(), *page_names()} if not object_name(each)) == []


def test_a_nameless_type_is_seen():
    planted = ast.parse('keep_audit(Action.READ, by=by, object_type="stock.item")\nexport_list(key="stock.items")')
    assert list(told_types(planted)) == ["stock.item", "stock.items"]
    assert object_name("stock.item") == ""
