"""Triggers by which the database refuses to change or delete rows.

A later migration that changes one of these tables on SQLite copies it, and loses
its triggers: it calls `protect` again. A test of the newest step finds it out.
"""

import sqlalchemy as sa
from alembic import op

Columns = tuple[str, ...]

_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def protect(table: str, *keys: Columns, once: Columns = (), fixed: Columns = ()) -> None:
    """Let rows of the table only be added.

    `keys`: what is unique in it; SQLite's INSERT OR REPLACE would delete by them
    without a word. `once`: columns that may be filled in later, one time; all
    others are `fixed` then.
    """
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite(table, keys, once, fixed)
    else:
        _on_postgresql(table, once, fixed)


def _on_sqlite(table: str, keys: tuple[Columns, ...], once: Columns, fixed: Columns) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    when_changed = f"WHEN {_changes('IS NOT', once, fixed)} " if once else ""
    same = (" AND ".join(f"{name} = NEW.{name}" for name in key) for key in keys)
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {condition})"  # noqa: S608 - names of ours
        for condition in same
    )
    for statement in (
        f"CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table} {when_changed}{refuse}",
        f"CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_append_only_insert BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    ):
        op.execute(sa.DDL(statement.replace("%", "%%")))


def _on_postgresql(table: str, once: Columns, fixed: Columns) -> None:
    op.execute(sa.DDL(_REFUSE.replace("%", "%%")))
    call = "EXECUTE FUNCTION refuse_change()"
    if not once:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT {call}"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT {call}"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table}"
        f" FOR EACH ROW WHEN ({_changes('IS DISTINCT FROM', once, fixed)}) {call}"
    )


def _changes(differs: str, once: Columns, fixed: Columns) -> str:
    """The condition that an UPDATE changes what it must not. As text, because JSON knows no equality."""
    changed = [f"CAST(OLD.{name} AS TEXT) {differs} CAST(NEW.{name} AS TEXT)" for name in fixed]
    changed += [f"(OLD.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})" for name in once]
    return " OR ".join(changed)
