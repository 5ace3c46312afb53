"""Papers and files of petitions, for programs; the bundle itself is put together on screen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from flask import url_for

from core.api import FileRefused, Invalid, Refused, StoredFile, _l, file_content, scope
from plugins.petitions.machine.parts import api, note_of, part, worded
from plugins.petitions.machine_models.papers import (
    EmptyIn,
    FileIn,
    FileOut,
    FileRowOut,
    FilesOut,
    IssueIn,
    PaperIn,
    PaperNote,
    PaperOut,
    PaperRowOut,
    PapersOut,
    SendingIn,
    SignatureIn,
    TakeBackIn,
    WordsIn,
)
from plugins.petitions.machine_models.petitions import PetitionNote
from plugins.petitions.models import CasePaper
from plugins.petitions.permissions import PAPER_ISSUE, PETITION_REGISTER, PETITION_VIEW
from plugins.petitions.queries import papers as queries
from plugins.petitions.queries.attachments import files_of_petition, get_file
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import papers
from plugins.petitions.services.attachments import attach_scan


def _url(paper: CasePaper) -> str:
    return url_for("petitions_machine.paper_show", paper_id=paper.public_id)


def _taking(act: Callable[[], CasePaper]) -> PaperNote:
    """Take a step; what hinders it comes back in the reader's words."""
    paper = worded(act)
    return PaperNote(id=paper.public_id, state=paper.state, version=paper.version, url=_url(paper))


def _row(petition_id: str, file: StoredFile) -> FileRowOut:
    url = url_for("petitions_machine.file_show", petition_id=petition_id, file_id=file.public_id)
    return part(FileRowOut, file, id=file.public_id, url=url)


@api.route(
    "/petitions/<petition_id>/papers", permission=PAPER_ISSUE, gives=PapersOut, summary=_l("List papers of a petition")
)
def paper_list(petition_id: str) -> PapersOut:
    """Its papers, and those that can be drafted; they name who petitioned."""
    petition = get_petition(scope(), petition_id)
    rows = queries.list_papers(scope(), petition)
    wanted, others = papers.offers(scope(), petition)
    return PapersOut(
        papers=[
            part(
                PaperRowOut,
                row,
                id=row.public_id,
                title=queries.title_of(row),
                number=queries.number_of(row),
                url=_url(row),
            )
            for row in rows
        ],
        wanted=[kind.name for kind in wanted],
        others=[kind.name for kind in others],
    )


@api.route(
    "/petitions/<petition_id>/papers",
    permission=PAPER_ISSUE,
    takes=PaperIn,
    gives=PaperNote,
    status=201,
    summary=_l("Draft a paper"),
)
def paper_create(petition_id: str, body: PaperIn) -> PaperNote:
    """Write a draft from what is known of the petition."""
    return _taking(lambda: papers.make_paper(scope(), petition_id, body.kind))


@api.route("/papers/<paper_id>", permission=PAPER_ISSUE, gives=PaperOut, summary=_l("Show a paper"))
def paper_show(paper_id: str) -> PaperOut:
    """Its words, and the files it was frozen in."""
    paper, petition = queries.get_paper(scope(), paper_id)
    return part(
        PaperOut,
        paper,
        id=paper.public_id,
        url=_url(paper),
        title=queries.title_of(paper),
        number=queries.number_of(paper),
        form=queries.form_code(paper.form_id),
        files=[_row(petition.public_id, file) for file in queries.files_of(scope(), paper).values()],
    )


@api.route(
    "/papers/<paper_id>/words",
    permission=PAPER_ISSUE,
    takes=WordsIn,
    gives=PaperNote,
    summary=_l("Change the words of a draft"),
)
def paper_edit(paper_id: str, body: WordsIn) -> PaperNote:
    """All the words of the draft, also those that stay."""
    return _taking(lambda: papers.edit_paper(scope(), paper_id, body.words(), seen=body.version, clean=body.clean))


@api.route(
    "/papers/<paper_id>/issue", permission=PAPER_ISSUE, takes=IssueIn, gives=PaperNote, summary=_l("Issue a paper")
)
def paper_issue(paper_id: str, body: IssueIn) -> PaperNote:
    """Freeze it under the next number of its kind."""
    return _taking(lambda: papers.issue_paper(scope(), paper_id, body.on, seen=body.version, clean=body.clean))


@api.route(
    "/papers/<paper_id>/signature",
    permission=PAPER_ISSUE,
    takes=SignatureIn,
    gives=PaperNote,
    summary=_l("Attest that a paper was signed by hand"),
)
def paper_sign(paper_id: str, body: SignatureIn) -> PaperNote:
    """The token's owner attests it; the scan shows the signed paper."""
    name, stream = (body.scan.name, body.scan.stream()) if body.scan else ("", None)
    return _taking(lambda: papers.sign_paper(scope(), paper_id, name, stream))


@api.route(
    "/papers/<paper_id>/sending",
    permission=PAPER_ISSUE,
    takes=SendingIn,
    gives=PaperNote,
    summary=_l("Note that a paper went out"),
)
def paper_send(paper_id: str, body: SendingIn) -> PaperNote:
    """Only of a paper that was signed."""
    return _taking(lambda: papers.send_paper(scope(), paper_id, body.on, body.how))


@api.route(
    "/papers/<paper_id>/taking-back",
    permission=PAPER_ISSUE,
    takes=TakeBackIn,
    gives=PaperNote,
    summary=_l("Take an issued paper back"),
)
def paper_take_back(paper_id: str, body: TakeBackIn) -> PaperNote:
    """It stays on record, and its number stays used."""
    return _taking(lambda: papers.take_back(scope(), paper_id, body.reason))


@api.route(
    "/papers/<paper_id>/drop",
    permission=PAPER_ISSUE,
    takes=EmptyIn,
    gives=PetitionNote,
    summary=_l("Throw a draft away"),
)
def paper_drop(paper_id: str, body: EmptyIn) -> PetitionNote:
    """Only of a draft; gives how the petition stands."""
    petition_id = worded(lambda: papers.drop_paper(scope(), paper_id))
    return PetitionNote(**note_of(get_petition(scope(), petition_id)))


@api.route(
    "/petitions/<petition_id>/files",
    permission=PAPER_ISSUE,
    gives=FilesOut,
    summary=_l("List the files of a petition with their hashes"),
)
def file_list(petition_id: str) -> FilesOut:
    """What its bundle holds, in that order."""
    petition = get_petition(scope(), petition_id)
    rows = queries.list_papers(scope(), petition)
    return FilesOut(files=[_row(petition_id, file) for _t, _d, file in files_of_petition(scope(), petition, rows)])


@api.route(
    "/petitions/<petition_id>/files/<file_id>",
    permission=PETITION_VIEW,
    gives=FileOut,
    summary=_l("Read a file of a petition"),
)
def file_show(petition_id: str, file_id: str) -> FileOut:
    """A scan or an issued paper, for whoever may open it on screen."""
    file = get_file(scope(), get_petition(scope(), petition_id), file_id)
    try:
        content = b64encode(file_content(scope(), file)).decode()
    except Refused as error:
        raise Invalid({"file_id": str(error)}) from None
    return FileOut(**_row(petition_id, file).model_dump(), content=content)


@api.route(
    "/petitions/<petition_id>/scans",
    permission=PETITION_REGISTER,
    takes=FileIn,
    gives=PetitionNote,
    summary=_l("Attach a scan to a petition"),
)
def scan_add(petition_id: str, body: FileIn) -> PetitionNote:
    """Papers of a denunciation are never stored; larger files are attached on screen."""
    stream = body.stream()
    try:
        attach_scan(scope(), petition_id, body.name, stream)
    except FileRefused as error:
        raise Invalid({"content": str(error)}) from None
    return PetitionNote(**note_of(get_petition(scope(), petition_id)))
