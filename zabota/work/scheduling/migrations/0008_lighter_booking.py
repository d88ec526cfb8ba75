import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: The log of changed times is written once a statement, however many rows it takes: a visit with its room and device,
#: or the months that an import fills.
TOUCHING = """
DROP TRIGGER scheduling_occupancy_touched ON scheduling_occupancy;
DROP TRIGGER scheduling_occupancy_removed ON scheduling_occupancy;
DROP FUNCTION scheduling_touch_occupancy();
DROP FUNCTION scheduling_touch_occupancy_removed();

CREATE FUNCTION scheduling_touch_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheduling_touched (resource, resource_id) SELECT DISTINCT resource, resource_id FROM changed;
    RETURN NULL;
END $$;
CREATE FUNCTION scheduling_touch_changed_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheduling_touched (resource, resource_id)
    SELECT resource, resource_id FROM changed UNION SELECT resource, resource_id FROM was;
    RETURN NULL;
END $$;
CREATE TRIGGER scheduling_occupancy_taken AFTER INSERT ON scheduling_occupancy REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_touch_occupancies();
CREATE TRIGGER scheduling_occupancy_removed AFTER DELETE ON scheduling_occupancy REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_touch_occupancies();
CREATE TRIGGER scheduling_occupancy_changed AFTER UPDATE ON scheduling_occupancy
REFERENCING OLD TABLE AS was NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_touch_changed_occupancies();
"""

#: What a booking looks at before it takes time: whether a shift stands around the visit, which lanes of the doctor are
#: taken in its time, and for each thing that the service needs a free lane of a place, the shift's own room first. Each
#: doctor starts from another place, so that doctors who book at once do not reach for the same one. One row for each
#: thing that is needed, with NULLs where nothing of it is free; one row in all when nothing is needed.
#: The server keeps the plan of a function's query with the connection.
LOOKING = """
CREATE FUNCTION scheduling_look(
    asked_doctor bigint, asked_branch bigint, asked_service bigint, asked_kind text, asked_during tstzrange
) RETURNS TABLE (is_in_shift boolean, doctors_lanes int[], kind varchar, place_id bigint, lane int)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH shift AS (
        SELECT shift.room_id FROM scheduling_shift shift
        WHERE shift.doctor_id = asked_doctor AND shift.branch_id = asked_branch AND NOT shift.is_cancelled
            AND shift.during @> asked_during AND (shift.kinds = '{}' OR asked_kind = ANY (shift.kinds))
        LIMIT 1
    ), need AS (
        SELECT type.kind, type.id AS type_id, NULL::bigint AS place_id
        FROM scheduling_service_need need JOIN scheduling_resource_type type ON type.id = need.type_id
        WHERE need.service_id = asked_service
    ), needed AS (
        SELECT * FROM need UNION ALL
        SELECT 'room', NULL, shift.room_id FROM shift
        WHERE shift.room_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM need WHERE need.kind = 'room')
    )
    SELECT EXISTS (SELECT 1 FROM shift),
        ARRAY(
            SELECT taken.lane::int FROM scheduling_occupancy taken
            WHERE taken.resource = 'doctor' AND taken.resource_id = asked_doctor
                AND taken.state IN ('held', 'taken') AND taken.during && asked_during),
        needed.kind, free.place_id, free.lane
    FROM (VALUES (true)) AS asked LEFT JOIN needed ON true LEFT JOIN LATERAL (
        SELECT place.id AS place_id, seat.lane
        FROM scheduling_resource place CROSS JOIN generate_series(0, place.capacity - 1) AS seat (lane)
        WHERE place.branch_id = asked_branch AND place.is_active
            AND (place.type_id = needed.type_id OR place.id = needed.place_id)
            AND NOT EXISTS (
                SELECT 1 FROM scheduling_occupancy taken
                WHERE taken.resource = needed.kind AND taken.resource_id = place.id AND taken.lane = seat.lane
                    AND taken.state IN ('held', 'taken') AND taken.during && asked_during)
        ORDER BY place.id IS DISTINCT FROM (SELECT room_id FROM shift), (place.id * 37 + asked_doctor * 61) % 997, seat.lane
        LIMIT 1
    ) AS free ON true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_bookable"),
        ("patients", "0008_forgotten_people"),
        ("practice", "0001_practice_and_branches"),
        ("scheduling", "0007_sum_up_visits"),
        ("staff", "0002_bookable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(TOUCHING),
        migrations.RunSQL(LOOKING),
        migrations.AlterField(
            model_name="appointment",
            name="branch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="practice.branch",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="doctor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="staff.doctor",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="entered_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="patients.patient",
            ),
        ),
        migrations.AlterField(
            model_name="occupancy",
            name="block",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="scheduling.block",
            ),
        ),
        migrations.AlterField(
            model_name="occupancy",
            name="hold",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="scheduling.hold",
            ),
        ),
        migrations.RemoveIndex(model_name="occupancy", name="scheduling_taken_cells"),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                condition=models.Q(("state__in", ["held", "taken"])),
                fields=["resource", "resource_id", "first_cell"],
                include=("lane", "last_cell"),
                name="scheduling_taken_cells",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("entered_by__isnull", False)), fields=["entered_by"], name="scheduling_by_enterer"
            ),
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                condition=models.Q(("hold__isnull", False)), fields=["hold"], name="scheduling_taken_by_hold"
            ),
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                condition=models.Q(("block__isnull", False)), fields=["block"], name="scheduling_taken_by_block"
            ),
        ),
    ]
