"""The trail is written once: neither the application nor the owner of its tables changes it (T20)."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action, AuditEntry
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "UPDATE audit_entry SET reason = 'because'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "DROP TABLE audit_entry",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_cannot_change_the_trail(statement):
    entry = keep_audit(Action.READ, by=SYSTEM, object_type="patients.card")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEntry.objects.filter(pk=entry.pk).values_list("reason", flat=True)) == [""]
