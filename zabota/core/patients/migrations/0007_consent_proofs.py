import uuid

import django.db.models.deletion
from django.db import migrations, models

import zabota.base.postgres.sealed


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_name_words_by_slip")]

    operations = [
        migrations.CreateModel(
            name="ConsentProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", zabota.base.postgres.sealed.SealedTextField(row_id="public_id")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proof", to="patients.consententry"
                    ),
                ),
            ],
            options={"db_table": "patients_consent_proof"},
        ),
    ]
