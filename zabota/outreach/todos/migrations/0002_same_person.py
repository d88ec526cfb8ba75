from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("todos", "0001_calls_and_todos")]

    operations = [
        migrations.AlterField(
            model_name="call",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "to call"),
                    ("held", "held back"),
                    ("done", "talked over"),
                    ("given_up", "not reached"),
                    ("closed", "no longer needed"),
                    ("merged", "the same person as in another call"),
                ],
                default="open",
                max_length=8,
            ),
        ),
    ]
