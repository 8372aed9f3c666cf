"""Indexes by which an inbox is read and counted, whatever the size of the tables.

The version before goes on with the older ones.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    is_open = sa.text('closed_at IS NULL')
    op.create_index(
        'ix_tasks_open',
        'tasks',
        ['body_id', 'role', 'seat', 'assignee_id', 'due_at', 'id', 'step', 'complaint_id', 'case_id'],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index('ix_recusals_officer_id_case_id', 'recusals', ['officer_id', 'case_id'])
