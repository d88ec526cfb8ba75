from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0019_answered_requests")]

    operations = [
        migrations.AddField(
            model_name="doctorrules",
            name="remote_link",
            field=models.URLField(
                blank=True, db_default="", default="", max_length=500, verbose_name="link to remote consultations"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="remote_link",
            field=models.URLField(
                blank=True, db_default="", default="", max_length=500, verbose_name="link to the remote consultation"
            ),
        ),
    ]
