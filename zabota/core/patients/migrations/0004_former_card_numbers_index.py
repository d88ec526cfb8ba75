import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_merging")]

    operations = [
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(fields=["former_card_numbers"], name="patients_former_cards"),
        ),
    ]
