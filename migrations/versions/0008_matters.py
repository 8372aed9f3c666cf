"""What can urgently come up beside an open case, with its tasks and events.

A new table, and columns that may be empty: the version before writes none of them.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.create_table('matters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reply', sa.String(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_matters_case_id_cases')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_matters_document_id_documents')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matters'))
    )
    op.create_index('ix_matters_case_id', 'matters', ['case_id'])
    is_open = sa.text('closed_at IS NULL')
    op.create_index(
        'uq_matters_open',
        'matters',
        ['case_id', 'kind'],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    # In place: a table that SQLite copies would lose the triggers that keep the history append-only.
    for table in ('events', 'tasks'):
        points_at = sa.ForeignKey('matters.id', name=op.f(f'fk_{table}_matter_id_matters'))
        op.add_column(
            table, sa.Column('matter_id', sa.Integer(), points_at, nullable=True), inline_references=True
        )
    waits = sa.text('matter_id IS NOT NULL AND closed_at IS NULL')
    op.create_index(
        'ix_tasks_of_matters',
        'tasks',
        ['body_id', 'role', 'due_at'],
        sqlite_where=waits,
        postgresql_where=waits,
    )
