"""What programs send about papers and files of petitions, and get of them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import date
from io import BytesIO
from typing import Literal

from pydantic import Field

from core.api import Invalid, api_fields
from plugins.petitions.machine_models.petitions import Seen
from plugins.petitions.papers.layout import Words
from plugins.petitions.words import sentence

Text = api_fields.Text
Day = api_fields.Day
How = Literal["by_hand", "post", "network", "posted"]
#: Letters of base64 one body has room for; larger scans are attached on screen.
MOST_CONTENT = 900_000


class PaperIn(api_fields.Input):
    """Which paper to draft."""

    kind: str = Field(min_length=1, max_length=30, pattern=r"^[a-z_]+$")


class WordsIn(Seen):
    """The words of a draft, one paragraph a line. ``clean``: nothing in them tells who denounced."""

    about: Text = Field(min_length=1, max_length=300)
    addressee: Text = Field("", max_length=1000)
    grounds: Text = Field("", max_length=2000)
    text: Text = Field(min_length=1, max_length=20_000)
    recipients: Text = Field("", max_length=1000)
    capacity: Text = Field("", max_length=200)
    signer: Text = Field("", max_length=120)
    clean: bool = False

    def words(self) -> Words:
        """The words as the services take them."""
        return Words(**self.model_dump(exclude={"version", "clean"}))


class IssueIn(Seen):
    """The day of issue. ``clean``: nothing in the paper tells who denounced; asked of denunciations alone."""

    on: Day
    clean: bool = False


class FileIn(api_fields.Input):
    """A file with its bytes in base64."""

    name: Text = Field(min_length=1, max_length=200)
    content: str = Field(min_length=4, max_length=MOST_CONTENT, pattern=r"^[A-Za-z0-9+/]+={0,2}$")

    def stream(self) -> BytesIO:
        """The bytes. Raises Invalid when ``content`` is no base64."""
        try:
            return BytesIO(b64decode(self.content, validate=True))
        except NotBase64:
            raise Invalid({"content": sentence("not_base64")}) from None


class SignatureIn(api_fields.Input):
    """The paper was signed by hand: its scan, which papers of denunciations do not have."""

    scan: FileIn | None = None


class SendingIn(api_fields.Input):
    """When and how a paper went out; never to whom."""

    on: Day
    how: How


class TakeBackIn(api_fields.Input):
    """Why an issued paper is taken back."""

    reason: Text = Field(min_length=1, max_length=500)


class EmptyIn(api_fields.Input):
    """Nothing more is asked."""


class PaperNote(api_fields.Output):
    """Which paper was made or changed, its state, and the version that the next change of its words names."""

    id: str
    state: str
    version: int
    url: str


class PaperRowOut(api_fields.Output):
    """A line of the papers of a petition. ``number`` is empty while it is a draft."""

    id: str
    kind: str
    title: str
    state: str
    number: str
    issued_on: date | None
    url: str


class PapersOut(api_fields.Output):
    """Papers of a petition, the oldest first. ``wanted``: kinds that its state asks for; ``others``: possible besides."""

    papers: list[PaperRowOut]
    wanted: list[str]
    others: list[str]


class FileRowOut(api_fields.Output):
    """A file with its hash; ``url`` gives its bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    state: str
    url: str


class PaperOut(PaperNote):
    """A paper as its page shows it. ``form``: number of the law's form, and whether its official model was seen."""

    kind: str
    title: str
    number: str
    form: str
    about: str
    addressee: str
    grounds: str
    text: str
    recipients: str
    capacity: str
    signer: str
    issued_on: date | None
    sent_on: date | None
    sent_how: str
    reason: str
    files: list[FileRowOut]


class FilesOut(api_fields.Output):
    """What the bundle of a petition holds: scans, then issued papers with the scan of the signed one."""

    files: list[FileRowOut]


class FileOut(FileRowOut):
    """A file with its bytes in base64."""

    content: str
