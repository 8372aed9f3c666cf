"""Proofs that an application is under review; when a document's holder was reminded of its end; who wants
to hear that a season opens.

A new table, and columns that may be empty: the version before writes none of them.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.create_table('filing_proofs',
    sa.Column('case_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_filing_proofs_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_filing_proofs')),
    sa.UniqueConstraint('code', name=op.f('uq_filing_proofs_code'))
    )
    op.add_column('result_documents', sa.Column('reminded_on', sa.Date(), nullable=True))
    op.create_index('ix_result_documents_until_date', 'result_documents', ['until_date'])
    op.add_column('drafts', sa.Column('opening_sms_on', sa.Date(), nullable=True))
    op.create_index('ix_drafts_opening_sms_on', 'drafts', ['opening_sms_on'])
