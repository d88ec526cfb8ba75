from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0008_lighter_booking")]

    operations = [
        migrations.RemoveIndex("visitsummary", "scheduling_by_last_visit"),
        migrations.AddIndex(
            "visitsummary", models.Index(fields=["last_at", "patient"], name="scheduling_last_visits")
        ),
        migrations.AddIndex("visitsummary", models.Index(fields=["-paid", "patient"], name="scheduling_best_payers")),
    ]
