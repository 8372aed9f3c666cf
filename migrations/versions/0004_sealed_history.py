"""The audit log and the cases' histories are only added to, and chained.

The version before goes on writing both tables: it, too, only adds to them.
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.create_table('audit_seals',
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_seals')),
    sa.UniqueConstraint('source', 'row_id', name=op.f('uq_audit_seals_source_row_id'))
    )
    op.create_table('audit_anchors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('token', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_anchors')),
    sa.UniqueConstraint('day', name=op.f('uq_audit_anchors_day'))
    )
    protect('audit_log', ('id',))
    protect('events', ('id',), ('case_id', 'sequence'))
    protect('audit_seals', ('sequence',), ('source', 'row_id'))
    protect(
        'audit_anchors',
        ('id',),
        ('day',),
        once=('filed_at', 'token'),
        fixed=('id', 'day', 'sequence', 'hash', 'at'),
    )
