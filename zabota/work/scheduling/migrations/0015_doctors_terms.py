from django.db import migrations, models

#: What a booking looks at beside the time itself: whether the doctor performs the service, whom he accepts, and of a kind
#: of visit with a quota how many are booked or held with him on that day, over the schedule too. A day is the one that
#: the patient was told.
LOOKING = """
CREATE FUNCTION scheduling_look_at_terms(
    asked_doctor bigint, asked_service bigint, asked_kind text, asked_day date
) RETURNS TABLE (is_performed boolean, youngest int, oldest int, sex text, quota int, booked int)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT asked_service IS NULL
            OR NOT EXISTS (SELECT 1 FROM scheduling_performer performer WHERE performer.service_id = asked_service)
            OR EXISTS (
                SELECT 1 FROM scheduling_performer performer
                WHERE performer.service_id = asked_service AND performer.doctor_id = asked_doctor),
        coalesce(rules.youngest, 0)::int, coalesce(rules.oldest, 130)::int, coalesce(rules.sex, '')::text,
        (rules.quotas ->> asked_kind)::int,
        CASE WHEN rules.quotas -> asked_kind IS NULL THEN 0 ELSE (
            SELECT count(*)::int FROM scheduling_occupancy taken
            LEFT JOIN scheduling_appointment visit ON visit.id = taken.appointment_id
            LEFT JOIN scheduling_hold hold ON hold.id = taken.hold_id
            WHERE taken.resource = 'doctor' AND taken.resource_id = asked_doctor AND taken.state IN ('held', 'taken')
                AND taken.first_cell >= (asked_day - date '1970-01-01' - 1) * 288
                AND taken.first_cell < (asked_day - date '1970-01-01' + 2) * 288
                AND coalesce(visit.kind, hold.kind) = asked_kind
                AND left(coalesce(visit.wall_start, hold.wall_start), 10) = to_char(asked_day, 'YYYY-MM-DD')
        ) END
    FROM (VALUES (true)) AS asked LEFT JOIN scheduling_doctor_rules rules ON rules.doctor_id = asked_doctor;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0014_chosen_places")]

    operations = [
        migrations.RunSQL(LOOKING, "DROP FUNCTION scheduling_look_at_terms(bigint, bigint, text, date)"),
        migrations.AddField(
            model_name="appointment",
            name="accepted_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
