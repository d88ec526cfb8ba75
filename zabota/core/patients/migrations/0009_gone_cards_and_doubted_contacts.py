from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0008_forgotten_people")]

    operations = [
        migrations.AddIndex(
            "contactpoint",
            models.Index(
                fields=["patient"],
                name="patients_contact_doubted",
                condition=models.Q(state__in=("stale", "wrong")),
            ),
        ),
        migrations.AddIndex(
            "patient",
            models.Index(
                fields=["id"], name="patients_gone", condition=~models.Q(state="active") | models.Q(is_deceased=True)
            ),
        ),
        migrations.AddIndex(
            "patient",
            models.Index(
                fields=["id"],
                include=["home_branch"],
                name="patients_living",
                condition=models.Q(state="active", is_deceased=False),
            ),
        ),
        migrations.AddIndex(
            "patient",
            models.Index(
                fields=["checked_on"], name="patients_checked", condition=models.Q(checked_on__isnull=False)
            ),
        ),
    ]
