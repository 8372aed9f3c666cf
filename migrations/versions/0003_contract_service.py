"""Contract service: posts, executors, what five bodies find out; a status that the applicant reads.

While web servers are exchanged one by one the version before goes on writing into
these tables: what it does not know may be left out.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tables import with_checks

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.create_table('executor_profiles',
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('branches', sa.JSON(), nullable=False),
    sa.Column('regions', sa.JSON(), nullable=False),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_executor_profiles_capacity_positive')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_executor_profiles_officer_id_officers')),
    sa.PrimaryKeyConstraint('officer_id', name=op.f('pk_executor_profiles'))
    )
    op.create_table('vacancies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('branch', sa.String(length=20), nullable=False),
    sa.Column('region_code', sa.String(length=9), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=False),
    sa.Column('title_kk', sa.String(length=120), nullable=False),
    sa.Column('title_ru', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=120), nullable=False),
    sa.Column('requirements_kk', sa.String(), nullable=False),
    sa.Column('requirements_ru', sa.String(), nullable=False),
    sa.Column('requirements_en', sa.String(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'filled', 'closed')", name=op.f('ck_vacancies_state_known')),
    sa.CheckConstraint('places > 0 AND taken >= 0 AND taken <= places', name=op.f('ck_vacancies_places_fit')),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_vacancies_body_id_bodies')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_vacancies_officer_id_officers')),
    sa.ForeignKeyConstraint(['region_code'], ['districts.code'], name=op.f('fk_vacancies_region_code_districts')),
    sa.ForeignKeyConstraint(['unit_id'], ['bodies.id'], name=op.f('fk_vacancies_unit_id_bodies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancies'))
    )
    with op.batch_alter_table('vacancies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vacancies_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_vacancies_region_code'), ['region_code'], unique=False)

    op.create_table('declines',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=30), nullable=False),
    sa.Column('grounds', sa.JSON(), nullable=False),
    sa.Column('facts', sa.String(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_declines_case_id_cases')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_declines_officer_id_officers')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_declines'))
    )
    op.create_table('drawn_up_papers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('draft', sa.JSON(), nullable=False),
    sa.Column('storage_key', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_drawn_up_papers_case_id_cases')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_drawn_up_papers_officer_id_officers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drawn_up_papers')),
    sa.UniqueConstraint('case_id', 'kind', name=op.f('uq_drawn_up_papers_case_id_kind')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_drawn_up_papers_storage_key'))
    )
    op.create_table('examinations',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('medical', sa.String(length=10), nullable=True),
    sa.Column('psychological', sa.String(length=10), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('chair_id', sa.Integer(), nullable=True),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fitness', sa.String(length=10), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_examinations_case_id_cases')),
    sa.ForeignKeyConstraint(['chair_id'], ['officers.id'], name=op.f('fk_examinations_chair_id_officers')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_examinations_document_id_documents')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_examinations_officer_id_officers')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_examinations'))
    )
    op.create_table('special_checks',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('storage_key', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('positive', sa.Boolean(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('outgoing_number', sa.String(length=40), nullable=True),
    sa.Column('outgoing_date', sa.Date(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('positive IS NULL OR positive OR outgoing_number IS NOT NULL', name=op.f('ck_special_checks_negative_has_number')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_special_checks_case_id_cases')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_special_checks_document_id_documents')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_special_checks_officer_id_officers')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_special_checks')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_special_checks_storage_key'))
    )
    with op.batch_alter_table('cases', copy_from=with_checks('cases')) as batch_op:
        batch_op.add_column(sa.Column('shown_instead', sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column('vacancy_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('executor_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('post_taken', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('appointment_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('appointment_place', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('found_fit', sa.Boolean(), nullable=True))
        batch_op.alter_column('hearing_notice_by', existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.create_index(batch_op.f('ix_cases_executor_id'), ['executor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cases_vacancy_id'), ['vacancy_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_cases_executor_id_officers'), 'officers', ['executor_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_cases_vacancy_id_vacancies'), 'vacancies', ['vacancy_id'], ['id'])

    with op.batch_alter_table('events', copy_from=with_checks('events')) as batch_op:
        batch_op.add_column(sa.Column('shown_status', sa.String(length=30), nullable=True))

    with op.batch_alter_table('drafts', copy_from=with_checks('drafts')) as batch_op:
        batch_op.add_column(sa.Column('vacancy_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('questionnaire', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('consent', sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_drafts_vacancy_id_vacancies'), 'vacancies', ['vacancy_id'], ['id'])

    with op.batch_alter_table('notices', copy_from=with_checks('notices')) as batch_op:
        batch_op.add_column(sa.Column('officer_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_notices_officer_id_officers'), 'officers', ['officer_id'], ['id'])

    with op.batch_alter_table('tasks', copy_from=with_checks('tasks')) as batch_op:
        batch_op.add_column(sa.Column('assignee_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('warn_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_tasks_assignee_id'), ['assignee_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_tasks_assignee_id_officers'), 'officers', ['assignee_id'], ['id'])

    with op.batch_alter_table('result_documents', copy_from=with_checks('result_documents')) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=10), type_=sa.String(length=12), existing_nullable=False)
        batch_op.drop_index('uq_result_documents_in_force')
        batch_op.create_index('uq_result_documents_in_force', ['case_id'], unique=True, sqlite_where=sa.text("status = 'genuine' AND kind <> 'instruction'"), postgresql_where=sa.text("status = 'genuine' AND kind <> 'instruction'"))
        batch_op.create_index('uq_result_documents_instruction', ['case_id'], unique=True, sqlite_where=sa.text("status = 'genuine' AND kind = 'instruction'"), postgresql_where=sa.text("status = 'genuine' AND kind = 'instruction'"))
    _widen('result_documents', 'kind_known', "kind IN ('conclusion', 'refusal', 'agreement', 'instruction')")
    _widen('documents', 'state_known', "state IN ('current', 'replaced', 'removed', 'rejected', 'superseded')")
    _widen('bodies', 'kind_known', "kind IN ('administration', 'commission', 'contact_centre', 'defence', 'military_body', 'ministry', 'security', 'unit')")
    _widen(
        'appointments',
        'role_known',
        "role IN ('admin', 'chair', 'complaints', 'contact_centre', 'defence', 'executor', 'head', 'medical_chair', 'member', 'military_body', 'security', 'unit')",
    )


def _widen(table: str, check: str, condition: str) -> None:
    """Let a column hold more codes than before."""
    name = op.f(f'ck_{table}_{check}')
    with op.batch_alter_table(table, copy_from=with_checks(table)) as batch_op:
        batch_op.drop_constraint(name, type_='check')
        batch_op.create_check_constraint(name, condition)
