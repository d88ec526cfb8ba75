"""Migration operations for what the database itself must forbid."""

from django.conf import settings
from django.db import migrations


def insert_only(table: str) -> list[migrations.RunSQL]:
    """Nobody changes or removes a row of `table`: the application role has no right to, and a trigger stops the owner too."""
    role = settings.ZABOTA_APP_ROLE
    return [
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}"',
            f'GRANT UPDATE, DELETE ON {table} TO "{role}"',
        ),
        migrations.RunSQL(
            f"""
            CREATE FUNCTION {table}_is_insert_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = '42501'; END $$;
            CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_is_insert_only();
            """,
            f"DROP TRIGGER {table}_insert_only ON {table}; DROP FUNCTION {table}_is_insert_only();",
        ),
    ]
