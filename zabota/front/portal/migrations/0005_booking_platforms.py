import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_wishes_from_the_site")]

    operations = [
        migrations.CreateModel(
            name="Platform",
            fields=[
                ("id", ID),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("secret_index", models.BinaryField(max_length=16, null=True, unique=True)),
                ("proves_phone", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "portal_platform", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="PlatformBooking",
            fields=[
                ("id", ID),
                ("foreign_id", models.CharField(max_length=100)),
                ("asked_index", models.BinaryField(max_length=16)),
                (
                    "booking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="from_platform",
                        to="portal.onlinebooking",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="portal.platform"
                    ),
                ),
            ],
            options={"db_table": "portal_platform_booking"},
        ),
        migrations.AddConstraint(
            "platformbooking",
            models.UniqueConstraint(fields=("platform", "foreign_id"), name="portal_platform_books_once"),
        ),
    ]
