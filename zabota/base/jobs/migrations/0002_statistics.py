from django.db import migrations

#: Only a table's owner may analyse it; the application asks him through this door. It names tables of ours and nothing else.
REFRESH = """
CREATE FUNCTION jobs_refresh_statistics(names text[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('ANALYZE public.%I', name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_jobs")]

    operations = [migrations.RunSQL(REFRESH, "DROP FUNCTION jobs_refresh_statistics(text[])")]
