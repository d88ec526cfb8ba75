"""Foreign keys point down, also those written as strings, which no import contract sees."""

from django.apps import apps

from zabota.site.tests.architecture.house import may_know, module_of


def relations():
    for model in apps.get_models():
        module = module_of(model.__module__)
        if module is None:
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation and not field.auto_created and field.related_model is not None:
                yield f"{model._meta.label}.{field.name}", module, module_of(field.related_model.__module__)


def test_relations_point_down():
    found = list(relations())
    assert ("scheduling.Appointment.patient", "work.scheduling", "core.patients") in found
    assert [name for name, module, other in found if not may_know(module, other)] == []
