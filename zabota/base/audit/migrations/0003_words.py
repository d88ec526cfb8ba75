import uuid

import django.db.models.deletion
from django.db import migrations, models

import zabota.base.postgres.sealed


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_actions_at_the_door")]

    operations = [
        migrations.CreateModel(
            name="AuditWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", zabota.base.postgres.sealed.SealedTextField(row_id="public_id")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="audit.auditentry"
                    ),
                ),
            ],
            options={"db_table": "audit_words"},
        ),
    ]
