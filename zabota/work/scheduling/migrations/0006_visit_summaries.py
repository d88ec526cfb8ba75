import django.db.models.deletion
from django.db import migrations, models

#: Whoever writes a completed visit first takes the patient's line, then counts with a snapshot of its own: of two at once
#: the second sees what the first wrote.
SUMMING_UP = """
CREATE FUNCTION scheduling_sum_up(patients bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF patients IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO scheduling_visit_summary (patient_id, visits)
        SELECT id, 0 FROM unnest(patients) AS id ORDER BY id ON CONFLICT DO NOTHING;
    PERFORM FROM scheduling_visit_summary WHERE patient_id = ANY(patients) ORDER BY patient_id FOR NO KEY UPDATE;
    UPDATE scheduling_visit_summary summary
    SET last_at = came.last_at, last_branch_id = came.last_branch_id, visits = came.visits, paid = came.paid
    FROM (
        SELECT patient.id AS patient_id, max(visit.starts_at) AS last_at, count(visit.id) AS visits,
            sum(visit.amount) AS paid, (array_agg(visit.branch_id ORDER BY visit.starts_at DESC))[1] AS last_branch_id
        FROM unnest(patients) AS patient(id)
        LEFT JOIN scheduling_appointment visit ON visit.patient_id = patient.id AND visit.status = 'completed'
        GROUP BY patient.id
    ) AS came
    WHERE summary.patient_id = came.patient_id;
    DELETE FROM scheduling_visit_summary WHERE patient_id = ANY(patients) AND visits = 0;
END $$;

CREATE FUNCTION scheduling_sum_up_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scheduling_sum_up((SELECT array_agg(DISTINCT patient_id) FROM written WHERE status = 'completed'));
    RETURN NULL;
END $$;
CREATE FUNCTION scheduling_sum_up_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scheduling_sum_up((
        SELECT array_agg(DISTINCT patient.id)
        FROM removed JOIN written USING (id), unnest(ARRAY[removed.patient_id, written.patient_id]) AS patient(id)
        WHERE 'completed' IN (removed.status, written.status)
            AND (removed.patient_id, removed.status, removed.starts_at, removed.amount, removed.branch_id) IS DISTINCT FROM
                (written.patient_id, written.status, written.starts_at, written.amount, written.branch_id)));
    RETURN NULL;
END $$;
CREATE FUNCTION scheduling_sum_up_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scheduling_sum_up((SELECT array_agg(DISTINCT patient_id) FROM removed WHERE status = 'completed'));
    RETURN NULL;
END $$;

CREATE TRIGGER scheduling_visits_written AFTER INSERT ON scheduling_appointment REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_sum_up_written();
CREATE TRIGGER scheduling_visits_changed AFTER UPDATE ON scheduling_appointment
REFERENCING OLD TABLE AS removed NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_sum_up_changed();
CREATE TRIGGER scheduling_visits_removed AFTER DELETE ON scheduling_appointment REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_sum_up_removed();
"""
NO_SUMMING_UP = """
DROP TRIGGER scheduling_visits_written ON scheduling_appointment;
DROP TRIGGER scheduling_visits_changed ON scheduling_appointment;
DROP TRIGGER scheduling_visits_removed ON scheduling_appointment;
DROP FUNCTION scheduling_sum_up_written();
DROP FUNCTION scheduling_sum_up_changed();
DROP FUNCTION scheduling_sum_up_removed();
DROP FUNCTION scheduling_sum_up(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0008_forgotten_people"),
        ("practice", "0001_practice_and_branches"),
        ("scheduling", "0005_booking_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitSummary",
            fields=[
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="visit_summary",
                        serialize=False,
                        to="patients.patient",
                    ),
                ),
                ("last_at", models.DateTimeField(null=True)),
                ("visits", models.PositiveIntegerField(default=0)),
                ("paid", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                (
                    "last_branch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.branch",
                    ),
                ),
            ],
            options={
                "db_table": "scheduling_visit_summary",
                "indexes": [models.Index(fields=["last_at"], name="scheduling_by_last_visit")],
            },
        ),
        migrations.RunSQL(SUMMING_UP, NO_SUMMING_UP),
    ]
