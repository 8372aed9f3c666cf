"""Tables as a migration finds them."""

import sqlalchemy as sa
from alembic import op


def with_checks(name: str) -> sa.Table | None:
    """The table as it is, with its CHECK constraints, for `copy_from` of a batch; None but on SQLite.

    SQLite changes a table by copying it, and what Alembic reads of one for that
    leaves the checks out.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return None
    table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for check in sa.inspect(connection).get_check_constraints(name):
        table.append_constraint(sa.CheckConstraint(check["sqltext"], name=op.f(str(check["name"]))))
    return table
