import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_texts_of_consent"),
        ("scheduling", "0013_waiting_list_and_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnlineWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trail", models.UUIDField()),
                ("source", models.CharField(blank=True, default="", max_length=60)),
                ("medium", models.CharField(blank=True, default="", max_length=60)),
                ("campaign", models.CharField(blank=True, default="", max_length=60)),
                ("phone_index", models.BinaryField(max_length=16)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.consenttext"
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="online_wish",
                        to="scheduling.waitingentry",
                    ),
                ),
            ],
            options={
                "db_table": "portal_online_wish",
                "indexes": [models.Index(fields=["phone_index"], name="portal_wish_by_phone")],
            },
        ),
    ]
