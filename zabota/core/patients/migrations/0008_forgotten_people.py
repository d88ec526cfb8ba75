from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_consent_proofs")]

    operations = [
        migrations.CreateModel(
            name="ForgottenTrace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("card", models.UUIDField()),
                ("digest", models.BinaryField(max_length=16)),
            ],
            options={
                "db_table": "patients_forgotten",
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "card"), name="patients_forgotten_is_once")
                ],
            },
        ),
    ]
