from django.db import migrations

RENAME = "UPDATE patients_taken_rows SET \"table\" = '{}' WHERE \"table\" = '{}'"
BEFORE, AFTER = "patients.patient_tags.patient", "patients.patienttag.patient"


class Migration(migrations.Migration):
    """The table of tags that cards wear has a name of its own now."""

    dependencies = [("patients", "0011_when_rows_were_written")]

    operations = [migrations.RunSQL(RENAME.format(AFTER, BEFORE), RENAME.format(BEFORE, AFTER))]
