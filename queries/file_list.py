"""What lies in a case's file, as a list to download from and to print (834 annexes 3 and 4; CON-17)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.schema import PublicService
from models.cases import Case
from models.documents import DocumentState, ResultDocument
from queries.candidate_file import shown_kinds
from queries.documents import Paper, papers_of_case, results_of_case
from queries.registries import RegistryView, answers_for_file
from queries.sight import Part, Standing


@dataclass(frozen=True)
class FileList:
    """The parts of the file that the reader may have. `application`: whether that is one of them."""

    case: Case
    service: PublicService
    kind: str | None
    application: bool
    papers: tuple[Paper, ...]
    registries: tuple[RegistryView, ...]
    results: tuple[ResultDocument, ...]


def file_list(standing: Standing) -> FileList:
    """The file of this case as far as the reader may see it; four queries."""
    case = db.session.scalars(
        select(Case).options(joinedload(Case.person)).where(Case.id == standing.case_id)
    ).one()
    service = catalogue.edition_of(case.service, case.edition)
    sight = standing.sight
    return FileList(
        case=case,
        service=service,
        kind=service.subtype(case.subtype).label if sight.shows(Part.GROUND) else None,
        application=sight.shows(Part.APPLICATION),
        papers=tuple(
            paper
            for paper in papers_of_case(case.id)
            if paper.state == DocumentState.CURRENT and sight.shows_paper(paper.kind)
        ),
        registries=tuple(answers_for_file(case.id, shown_kinds(service, sight)).values()),
        results=tuple(results_of_case(case.id)) if sight.shows(Part.RESULTS) else (),
    )
