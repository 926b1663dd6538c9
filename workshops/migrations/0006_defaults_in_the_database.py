"""Databases that took 0003 before its columns had defaults in the database get them; new ones have them by then.

A web process of the version before goes on writing while this one is being started, and knows nothing of new columns.
On SQLite there is one process, and so nothing to do.
"""

from django.db import migrations


def set_defaults(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for model in apps.get_app_config("workshops").get_models():
        for field in model._meta.local_fields:
            if field.has_db_default() and not field.null:
                default, params = schema_editor.db_default_sql(field)
                table, column = (schema_editor.quote_name(name) for name in (model._meta.db_table, field.column))
                schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default}", params)


class Migration(migrations.Migration):
    dependencies = [("workshops", "0005_handed_in")]

    operations = [migrations.RunPython(set_defaults, migrations.RunPython.noop)]
