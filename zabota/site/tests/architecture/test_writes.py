"""Nobody writes another module's tables: a command of the owner does."""

import ast

from zabota.site.tests.architecture.house import imported_names, module_of, place, sources, syntax

WRITES = {
    "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete",
    "acreate", "aupdate", "adelete",
}  # fmt: skip
MANAGERS = {"objects", "_base_manager", "_default_manager"}


def foreign_writes(tree, module):
    """Calls such as `Patient.objects.filter(...).update(...)` where another module owns `Patient`."""
    names = imported_names(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        root, steps = _chain(node.func.value)
        owner = module_of(names.get(root, ""))
        is_table = steps & MANAGERS or ".queries" in names.get(root, "")
        if owner not in {None, module, "lib"} and is_table:
            yield node, root


def _chain(node):
    """`Patient.objects.filter(a=1)` -> ("Patient", {"objects", "filter"})."""
    steps = set()
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            steps.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return "", steps
    return node.id, steps


def test_nobody_writes_another_modules_tables():
    found = [
        f"{place(path, node)} writes {name}"
        for path, module in sources()
        if path.stem != "testing"  # builders stand for whole stories of other modules
        for node, name in foreign_writes(syntax(path), module)
    ]
    assert found == []


def test_the_finder_sees_writes_through_managers_and_foreign_queries():
    planted = """
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import patients_visible_to
from zabota.work.scheduling.models import Appointment
Patient.objects.create(surname="x")
Patient.objects.filter(pk=1).exclude(pk=2).update(surname="x")
patients_visible_to(vera).delete()
Appointment.objects.create()
{}.update(a=1)
"""
    assert [(node.lineno, name) for node, name in foreign_writes(ast.parse(planted), "work.scheduling")] == [
        (5, "Patient"),
        (6, "Patient"),
        (7, "patients_visible_to"),
    ]
