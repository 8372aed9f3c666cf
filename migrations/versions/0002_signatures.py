"""Signatures: requests to sign, what they are about, what came back; a result document has its bytes at once.

Until now a document was printed after it was issued. One that was still being
printed when the site was stopped has been seen by nobody; it goes, and the chair
decides that case anew.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tables import with_checks

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.create_table('signing_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handle', sa.String(length=43), nullable=False),
    sa.Column('phone_handle', sa.String(length=43), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('iin', sa.String(length=12), nullable=True),
    sa.Column('bin', sa.String(length=12), nullable=True),
    sa.Column('draft_id', sa.String(length=36), nullable=True),
    sa.Column('browser_hash', sa.String(length=64), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('channel', sa.String(length=12), nullable=True),
    sa.Column('back', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("channel IS NULL OR channel IN ('ncalayer', 'egov_mobile')", name=op.f('ck_signing_requests_channel_known')),
    sa.CheckConstraint("purpose IN ('sign_in', 'application', 'decision')", name=op.f('ck_signing_requests_purpose_known')),
    sa.CheckConstraint("state IN ('waiting', 'received', 'done', 'refused', 'expired', 'withdrawn')", name=op.f('ck_signing_requests_state_known')),
    sa.CheckConstraint('person_id IS NULL OR officer_id IS NULL', name=op.f('ck_signing_requests_one_subject')),
    sa.ForeignKeyConstraint(['draft_id'], ['drafts.id'], name=op.f('fk_signing_requests_draft_id_drafts')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_signing_requests_officer_id_officers')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signing_requests_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_requests')),
    sa.UniqueConstraint('handle', name=op.f('uq_signing_requests_handle')),
    sa.UniqueConstraint('phone_handle', name=op.f('uq_signing_requests_phone_handle'))
    )
    with op.batch_alter_table('signing_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_requests_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index('ix_signing_requests_state_expires_at', ['state', 'expires_at'], unique=False)

    op.create_table('signing_deeds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=True),
    sa.Column('seat', sa.String(length=20), nullable=True),
    sa.Column('standing_in_for', sa.Integer(), nullable=True),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('papers_sha256', sa.String(length=64), nullable=False),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'done', 'refused')", name=op.f('ck_signing_deeds_state_known')),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_signing_deeds_body_id_bodies')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_signing_deeds_case_id_cases')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_signing_deeds_event_id_events')),
    sa.ForeignKeyConstraint(['request_id'], ['signing_requests.id'], name=op.f('fk_signing_deeds_request_id_signing_requests')),
    sa.ForeignKeyConstraint(['standing_in_for'], ['officers.id'], name=op.f('fk_signing_deeds_standing_in_for_officers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_deeds')),
    sa.UniqueConstraint('request_id', 'position', name=op.f('uq_signing_deeds_request_id_position'))
    )
    with op.batch_alter_table('signing_deeds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_deeds_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signing_deeds_request_id'), ['request_id'], unique=False)

    op.create_table('signing_papers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('deed_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('content_type', sa.String(length=60), nullable=False),
    sa.Column('storage_key', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('signed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['deed_id'], ['signing_deeds.id'], name=op.f('fk_signing_papers_deed_id_signing_deeds')),
    sa.ForeignKeyConstraint(['request_id'], ['signing_requests.id'], name=op.f('fk_signing_papers_request_id_signing_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_papers')),
    sa.UniqueConstraint('request_id', 'position', name=op.f('uq_signing_papers_request_id_position')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_signing_papers_storage_key'))
    )
    with op.batch_alter_table('signing_papers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_papers_deed_id'), ['deed_id'], unique=False)

    op.create_table('signatures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('cms_key', sa.String(length=64), nullable=False),
    sa.Column('cms_sha256', sa.String(length=64), nullable=False),
    sa.Column('chain_key', sa.String(length=64), nullable=False),
    sa.Column('iin', sa.String(length=12), nullable=False),
    sa.Column('bin', sa.String(length=12), nullable=True),
    sa.Column('common_name', sa.String(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=True),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('serial', sa.String(length=64), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('algorithm', sa.String(length=30), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by', sa.String(length=4), nullable=True),
    sa.Column('revocation_key', sa.String(length=64), nullable=True),
    sa.Column('token_key', sa.String(length=64), nullable=True),
    sa.Column('stamped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('second_opinion', sa.JSON(), nullable=True),
    sa.CheckConstraint("checked_by IS NULL OR checked_by IN ('ocsp', 'crl')", name=op.f('ck_signatures_checked_by_known')),
    sa.CheckConstraint("state <> 'valid' OR revocation_key IS NOT NULL", name=op.f('ck_signatures_valid_has_evidence')),
    sa.CheckConstraint("state IN ('to_check', 'valid', 'refused')", name=op.f('ck_signatures_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_signatures_case_id_cases')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_signatures_event_id_events')),
    sa.ForeignKeyConstraint(['paper_id'], ['signing_papers.id'], name=op.f('fk_signatures_paper_id_signing_papers')),
    sa.ForeignKeyConstraint(['request_id'], ['signing_requests.id'], name=op.f('fk_signatures_request_id_signing_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signatures')),
    sa.UniqueConstraint('chain_key', name=op.f('uq_signatures_chain_key')),
    sa.UniqueConstraint('cms_key', name=op.f('uq_signatures_cms_key')),
    sa.UniqueConstraint('cms_sha256', name=op.f('uq_signatures_cms_sha256')),
    sa.UniqueConstraint('paper_id', name=op.f('uq_signatures_paper_id')),
    sa.UniqueConstraint('token_key', name=op.f('uq_signatures_token_key'))
    )
    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signatures_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signatures_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signatures_request_id'), ['request_id'], unique=False)

    with op.batch_alter_table('officers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bin', sa.String(length=12), nullable=True))

    op.execute("DELETE FROM result_documents WHERE storage_key IS NULL")
    with op.batch_alter_table('result_documents', copy_from=with_checks('result_documents')) as batch_op:
        batch_op.drop_index('uq_result_documents_in_force')
        batch_op.drop_constraint(op.f('ck_result_documents_genuine_has_bytes'), type_='check')
        batch_op.drop_constraint(op.f('ck_result_documents_status_known'), type_='check')
        batch_op.create_check_constraint(op.f('ck_result_documents_status_known'), "status IN ('genuine', 'replaced', 'annulled')")
        batch_op.alter_column('storage_key', existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column('sha256', existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column('size', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(batch_op.f('ix_result_documents_sha256'), ['sha256'], unique=False)
        batch_op.create_index('uq_result_documents_in_force', ['case_id'], unique=True, sqlite_where=sa.text("status = 'genuine'"), postgresql_where=sa.text("status = 'genuine'"))
