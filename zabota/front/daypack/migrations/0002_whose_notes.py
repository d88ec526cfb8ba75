"""A note knows whose card it is about, so that it merges, is shown and is erased with the card."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("daypack", "0001_day_packs"),
        ("patients", "0013_consent_of_enquiries"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="patient",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
            ),
        ),
        migrations.RunSQL(
            "UPDATE daypack_note SET patient_id = visit.patient_id"
            " FROM scheduling_appointment visit WHERE visit.id = daypack_note.appointment_id",
            migrations.RunSQL.noop,
        ),
    ]
