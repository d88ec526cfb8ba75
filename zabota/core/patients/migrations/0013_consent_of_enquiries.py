from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0012_tags_taken_by_merges")]

    operations = [
        migrations.AddField("lead", "consent_form", models.CharField(blank=True, default="", max_length=40)),
    ]
