"""Work knows the request that caused it, and periodic jobs say when they came to their end.

Both columns may be empty: the version before writes neither. A job that ran before is taken to have come
to its end, or whoever changes the version would be called about each that is not due yet.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.add_column('outbox', sa.Column('request_id', sa.String(length=40), nullable=True))
    op.add_column('periodic_runs', sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE periodic_runs SET ended_at = began_at')
