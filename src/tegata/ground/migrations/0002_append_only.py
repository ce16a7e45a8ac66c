"""The audit log refuses to be changed: triggers in the database, on SQLite and PostgreSQL."""

from django.db import migrations

SQLITE = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON ground_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON ground_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON ground_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
)


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ground", "0001_initial")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]
