from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_outbox")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("code", "code"),
                    ("confirmation", "confirmation of a visit"),
                    ("reminder", "reminder of a visit"),
                    ("preparation", "how to prepare"),
                    ("held", "time held for a prepayment"),
                    ("moved", "new time of a visit"),
                    ("cancelled", "cancelled visit"),
                    ("offer", "offer of a freed time"),
                    ("contacts", "the clinic's contacts"),
                    ("trial", "trial message"),
                ],
                max_length=12,
            ),
        ),
    ]
