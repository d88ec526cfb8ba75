import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from zabota.base.postgres.operations import insert_only


def keep_the_written_text(apps, schema_editor):
    """The clinic's own text held in every language."""
    rules = apps.get_model("portal", "PortalRules").objects.exclude(consent_text="").first()
    if rules is not None:
        texts = apps.get_model("portal", "ConsentText").objects
        for language, _title in settings.LANGUAGES:
            texts.create(version=rules.consent_version, language=language, text=rules.consent_text)


class Migration(migrations.Migration):
    """Which version a booking was made under stands in the ledger of consents; the booking itself now points at its text."""

    dependencies = [("portal", "0002_bookings_follow_their_visits")]

    operations = [
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("language", models.CharField(max_length=5)),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("author_id", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "portal_consent_text", "ordering": ["-version", "language"]},
        ),
        migrations.AddConstraint(
            "consenttext",
            models.UniqueConstraint(fields=("language", "version"), name="portal_consent_version_is_once"),
        ),
        migrations.AddConstraint(
            "consenttext",
            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="portal_consent_says_something"),
        ),
        migrations.RunPython(keep_the_written_text, migrations.RunPython.noop),
        *insert_only("portal_consent_text"),
        migrations.RemoveField("portalrules", "consent_text"),
        migrations.RemoveField("portalrules", "consent_version"),
        migrations.RemoveField("onlinebooking", "consent_version"),
        migrations.AddField(
            "onlinebooking",
            "consent",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.consenttext"
            ),
        ),
    ]
