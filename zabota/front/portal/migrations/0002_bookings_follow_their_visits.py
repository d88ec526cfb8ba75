"""What is known of a booking stood at the time from which its visit was moved away; it goes on to the last one."""

from django.db import migrations

FOLLOW = """
WITH RECURSIVE way AS (
    SELECT booking.id AS booking_id, visit.id AS visit_id, visit.moved_to_id
    FROM portal_online_booking booking JOIN scheduling_appointment visit ON visit.id = booking.appointment_id
    WHERE visit.moved_to_id IS NOT NULL
    UNION ALL
    SELECT way.booking_id, visit.id, visit.moved_to_id
    FROM way JOIN scheduling_appointment visit ON visit.id = way.moved_to_id
)
UPDATE portal_online_booking SET appointment_id = way.visit_id
FROM way WHERE way.booking_id = portal_online_booking.id AND way.moved_to_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_online_booking")]

    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
