from django.db import migrations

#: As in `0008_lighter_booking`, and the places that were chosen by hand come before others. A room that was chosen for a
#: service which asks for no kind of room stands instead of the shift's own.
LOOKING = """
DROP FUNCTION scheduling_look(bigint, bigint, bigint, text, tstzrange);
CREATE FUNCTION scheduling_look(
    asked_doctor bigint, asked_branch bigint, asked_service bigint, asked_kind text, asked_during tstzrange,
    asked_places bigint[]
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
    ), room AS (
        SELECT coalesce(
            (SELECT place.id FROM scheduling_resource place JOIN scheduling_resource_type type ON type.id = place.type_id
                WHERE place.id = ANY (asked_places) AND type.kind = 'room' LIMIT 1),
            (SELECT room_id FROM shift)) AS room_id
    ), needed AS (
        SELECT * FROM need UNION ALL
        SELECT 'room', NULL, room.room_id FROM room
        WHERE room.room_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM need WHERE need.kind = 'room')
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
        ORDER BY place.id <> ALL (asked_places), place.id IS DISTINCT FROM (SELECT room_id FROM shift),
            (place.id * 37 + asked_doctor * 61) % 997, seat.lane
        LIMIT 1
    ) AS free ON true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0013_waiting_list_and_offers")]

    operations = [migrations.RunSQL(LOOKING)]
