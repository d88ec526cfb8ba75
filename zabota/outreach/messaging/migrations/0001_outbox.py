import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import zabota.base.postgres.sealed

#: A patient gets nothing twice: what a gateway may have is never given to one again, and what is over stays over. Only a
#: message that was taken back before anybody tried may wait once more (F4).
ONCE = """
CREATE FUNCTION messaging_message_goes_once() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF NEW.state IN ('queued', 'sending') AND (
        OLD.state IN ('sent', 'delivered', 'unknown', 'failed', 'refused')
        OR (OLD.state = 'cancelled' AND OLD.attempts > 0)
    ) THEN
        RAISE EXCEPTION 'message % was % and is not sent again', OLD.id, OLD.state USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messaging_goes_once BEFORE UPDATE OF state ON messaging_message
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION messaging_message_goes_once();
"""
NOT_ONCE = "DROP TRIGGER messaging_goes_once ON messaging_message; DROP FUNCTION messaging_message_goes_once();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("patients", "0008_forgotten_people"),
        ("practice", "0001_practice_and_branches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("channel", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messaging_pace",
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=20)),
                ("phone_index", models.BinaryField(max_length=16)),
                ("asker_index", models.BinaryField(max_length=16, null=True)),
                ("code_hash", models.BinaryField(max_length=16)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "messaging_code",
                "indexes": [
                    models.Index(fields=["phone_index", "-created_at"], name="messaging_code_by_phone"),
                    models.Index(fields=["asker_index", "-created_at"], name="messaging_code_by_asker"),
                    models.Index(fields=["-created_at"], name="messaging_code_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("tries__lte", 5)), name="messaging_code_has_five_tries"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="messaging_code_lives_a_while",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("code", "code"),
                            ("confirmation", "confirmation of a visit"),
                            ("reminder", "reminder of a visit"),
                            ("preparation", "how to prepare"),
                            ("contacts", "the clinic's contacts"),
                            ("trial", "trial message"),
                        ],
                        max_length=12,
                    ),
                ),
                ("template", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=120, unique=True)),
                ("channel", models.CharField(max_length=10)),
                ("address", zabota.base.postgres.sealed.SealedTextField(blank=True, default="", row_id="public_id")),
                ("address_index", models.BinaryField(max_length=16)),
                ("language", models.CharField(default="ru", max_length=5)),
                ("subject", zabota.base.postgres.sealed.SealedTextField(blank=True, default="", row_id="public_id")),
                ("text", zabota.base.postgres.sealed.SealedTextField(blank=True, default="", row_id="public_id")),
                ("segments", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waits"),
                            ("sending", "is leaving"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("unknown", "not known whether it left"),
                            ("failed", "did not leave"),
                            ("refused", "must not be sent"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("gateway_id", models.CharField(blank=True, default="", max_length=120)),
                ("basis", models.CharField(blank=True, default="", max_length=16)),
                ("evidence", models.CharField(blank=True, default="", max_length=80)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.branch",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "db_table": "messaging_message",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["channel", "not_before", "id"],
                        name="messaging_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")), fields=["lease_until"], name="messaging_leases"
                    ),
                    models.Index(fields=["patient", "-created_at"], name="messaging_by_patient"),
                    models.Index(fields=["branch", "-created_at"], name="messaging_by_branch"),
                    models.Index(fields=["-created_at"], name="messaging_by_time"),
                    models.Index(
                        condition=models.Q(("state__in", ["unknown", "failed"])),
                        fields=["-created_at"],
                        name="messaging_troubled",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_until__isnull", False), ("state", "sending")),
                            models.Q(models.Q(("state", "sending"), _negated=True), ("lease_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="messaging_leaves_under_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sending", "sent", "delivered", "unknown"]), _negated=True),
                            ("attempts__gte", 1),
                            _connector="OR",
                        ),
                        name="messaging_leaves_by_an_attempt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "delivered"]), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="messaging_sent_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["unknown", "failed", "refused"]), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="messaging_trouble_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True), models.Q(("channel", ""), _negated=True)
                        ),
                        name="messaging_is_about_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("template", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=5)),
                ("version", models.PositiveIntegerField()),
                ("subject", models.CharField(blank=True, default="", max_length=200)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "messaging_template_version",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "channel", "language", "version"), name="messaging_version_is_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(ONCE, NOT_ONCE),
    ]
