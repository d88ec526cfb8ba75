from django.db import migrations, models
from django.db.models.functions import Now

TABLES = (
    "contactpoint", "identitydocument", "medicalnote", "mark", "relation", "patienttag", "customvalue", "statedfact",
)  # fmt: skip


def _columns():
    """Rows that are there already stay without a moment: nobody knows theirs."""
    for name in TABLES:
        yield migrations.AddField(name, "written_at", models.DateTimeField(null=True, editable=False))
        yield migrations.AlterField(
            name, "written_at", models.DateTimeField(null=True, db_default=Now(), editable=False)
        )


class Migration(migrations.Migration):
    dependencies = [("patients", "0010_base_counts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PatientTag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                        ),
                        ("patient", models.ForeignKey(on_delete=models.deletion.CASCADE, to="patients.patient")),
                        ("tag", models.ForeignKey(on_delete=models.deletion.CASCADE, to="patients.tag")),
                    ],
                    options={"db_table": "patients_patient_tag", "unique_together": {("patient", "tag")}},
                ),
                migrations.AlterField(
                    model_name="patient",
                    name="tags",
                    field=models.ManyToManyField(
                        blank=True, related_name="patients", through="patients.PatientTag", to="patients.tag"
                    ),
                ),
            ],
        ),
        *_columns(),
    ]
