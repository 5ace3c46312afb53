"""Form of intake: from what was typed to plain values. Rules of law are in petition_rules.py."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from core.api import Day, Invalid, Most, OnceForm, PartForm, Required, Rows, WholeNumber, _, _l, clock, options
from plugins.petitions import petition_rules
from plugins.petitions.forms.fields import Several
from plugins.petitions.inputs import PartyInput, PetitionInput
from plugins.petitions.law import respondents
from plugins.petitions.redaction import pieces, scan
from plugins.petitions.words import ID_TYPE_LABELS, KIND_LABELS, LEVEL_LABELS, ROLE_LABELS, SOURCE_LABELS, sentence

MOST_PEOPLE_LISTED = 10
MOST_NAMES = 500
NAME = 120
FIELD_LABELS: dict[str, Any] = {
    "summary": _l("Content of the petition"),
    "demand": _l("What the petitioner asks for"),
    "place": _l("Place of the matter"),
    "respondent": _l("Against whom (body or post)"),
    "earlier_settlement": _l("Bodies that settled it before"),
    "note": _l("Remarks"),
}


class PartyForm(PartForm):
    """One person who signed, speaks for the others or acts under a mandate."""

    name = StringField(_l("Full name"), [Most(NAME)], render_kw={"autocomplete": "off"})
    commune = StringField(_l("Commune"), [Most(120)], render_kw={"autocomplete": "off"})
    address = StringField(_l("Village, street"), [Most(200)], render_kw={"autocomplete": "off"})
    role = SelectField(_l("Role"), choices=list(ROLE_LABELS.items()), default="petitioner")
    id_type = SelectField(_l("Paper shown"), choices=list(ID_TYPE_LABELS.items()), default="unknown")
    id_number = StringField(_l("Number of that paper"), [Most(30)], render_kw={"autocomplete": "off"})
    phone = StringField(_l("Phone"), [Most(20)], render_kw={"autocomplete": "off", "inputmode": "tel"})


def _party(row: dict[str, Any], *, signed: bool) -> PartyInput:
    return PartyInput(
        row["name"] or "",
        row["commune"] or "",
        row["address"] or "",
        row["role"] or "petitioner",
        row["id_type"] or "unknown",
        row["id_number"] or "",
        row["phone"] or "",
        mandate_signed=signed,
    )


def digest(texts: dict[str, str]) -> str:
    """A mark of texts that were shown for confirmation; other texts have to be confirmed anew."""
    return sha256("\0".join(f"{name}={texts[name]}" for name in sorted(texts)).encode()).hexdigest()[:32]


class IntakeForm(OnceForm):
    """Registration of a petition."""

    received_on = Day(_l("Day of receipt"), [Required()], default=clock.today)
    kind = RadioField(
        _l("Kind, by content"), [Required(_l("Choose the kind of the petition."))], choices=list(KIND_LABELS.items())
    )
    source = SelectField(_l("How it came in"), [Required()], choices=list(SOURCE_LABELS.items()), default="handed_in")
    source_body = StringField(_l("Body that passed it on"), [Most(300)])
    source_ref = HiddenField()
    people = Rows(FormField(PartyForm), _l("Who signed"), min_entries=1, max_entries=MOST_PEOPLE_LISTED)
    names = TextAreaField(
        _l("Further signatories, one name per line"), [Most(60_000)], render_kw={"rows": 3, "autocomplete": "off"}
    )
    headcount = WholeNumber(_l("Number of people"), least=1, most=9999)
    mandate = BooleanField(_l("The paper that appoints the representatives is signed by all"))
    anonymous = BooleanField(_l("The petition names nobody"))
    summary = TextAreaField(FIELD_LABELS["summary"], [Required(), Most(8000)], render_kw={"rows": 4})
    demand = TextAreaField(FIELD_LABELS["demand"], [Most(4000)], render_kw={"rows": 2})
    place = StringField(FIELD_LABELS["place"], [Most(200)])
    respondent = StringField(FIELD_LABELS["respondent"], [Most(300)])
    respondent_level = SelectField(_l("Level of the body or post"), validate_choice=False)
    decision_no = StringField(_l("Number of the decision complained of"), [Most(60)])
    decision_on = Day(_l("Date of that decision"))
    earlier_settlement = StringField(FIELD_LABELS["earlier_settlement"], [Most(500)])
    written_on = Day(_l("Date on the petition"))
    originals = BooleanField(_l("Originals of papers are attached (to be returned)"))
    candidate = BooleanField(_l("About a candidate in an election"))
    note = StringField(FIELD_LABELS["note"], [Most(1000)])
    screen_users = Several(_l("Officials it is about"))
    screen_units = Several(_l("Units it is about"))
    confirmed = Several(_l("Confirmed to betray nobody"))
    shown = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.received_on.data or clock.today()
        levels = dict.fromkeys([*respondents("complaint_first", day), *respondents("denunciation", day)])
        self.respondent_level.choices = options(
            [("", _("Choose…")), *((level, LEVEL_LABELS[level]) for level in levels if level in LEVEL_LABELS)]
        )

    @property
    def sealed(self) -> bool:
        """Whether this is a denunciation, which names nobody."""
        return bool(self.kind.data == "denunciation")

    def group_lacks(self) -> list[str]:
        """What the group still lacks before acceptance, in sentences."""
        return [sentence(key) for key in petition_rules.group_lacks(self.values())]

    def texts(self) -> dict[str, str]:
        """The free texts that hold something, by name."""
        return {name: value for name in petition_rules.REDACTED if (value := getattr(self, name).data or "")}

    def to_confirm(self) -> list[tuple[str, Any, list[tuple[str, str]]]]:
        """(name, label, pieces with marks) of every free text of a denunciation."""
        return [(name, FIELD_LABELS[name], pieces(text, scan(text))) for name, text in self.texts().items()]

    def redacted(self) -> tuple[str, ...]:
        """Names of the texts that were confirmed as they now stand."""
        texts = self.texts()
        if self.shown.data != digest(texts):
            return ()
        return tuple(name for name in self.confirmed.data or () if name in texts)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check shape and pasted names, and the rules of law too, so that all is said at once."""
        good = bool(super().validate(*args, **kwargs))
        pasted = self._pasted()
        if len(pasted) > MOST_NAMES:
            self.names.errors = [*self.names.errors, sentence("too_many_names")]
            return False
        if any(len(name) > NAME for name in pasted):
            self.names.errors = [*self.names.errors, sentence("name_long")]
            return False
        if not good and self.kind.data and self.received_on.data:
            broken = petition_rules.problems(self.values())
            self.show(Invalid({name: key for name, key in broken.items() if key != "not_redacted"}))
        return good

    def _pasted(self) -> list[str]:
        return [" ".join(line.split()) for line in (self.names.data or "").splitlines() if line.strip()]

    def values(self) -> PetitionInput:
        """The petition as plain values; rows left wholly empty are dropped."""
        parties = tuple(
            _party(row, signed=bool(self.mandate.data))
            for row in (entry.data for entry in self.people)
            if any(row[k] for k in ("name", "commune", "address", "id_number", "phone"))
        )
        parties += tuple(PartyInput(name, mandate_signed=bool(self.mandate.data)) for name in self._pasted())
        texts = (
            *("summary", "demand", "place", "respondent", "respondent_level", "decision_no"),
            *("earlier_settlement", "note", "source_body", "source_ref"),
        )
        return PetitionInput(
            received_on=self.received_on.data or clock.today(),
            kind=self.kind.data or "",
            source=self.source.data or "",
            parties=parties,
            headcount=self.headcount.data or max(1, sum(party.role != "proxy" for party in parties)),
            written_on=self.written_on.data,
            decision_on=self.decision_on.data,
            anonymous=bool(self.anonymous.data),
            originals=bool(self.originals.data),
            candidate=bool(self.candidate.data),
            redacted=self.redacted(),
            screen_users=tuple(self.screen_users.data or ()),
            screen_units=tuple(self.screen_units.data or ()),
            once=(self.once.data or "")[:64],
            **{name: (getattr(self, name).data or "")[: 120 if name == "source_ref" else None] for name in texts},
        )

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            if name == "parties":
                if key == "sealed_identity":
                    self.forget_people()
                self.people.entries[0].form.name.errors = [sentence(key)]
                self.people.errors = [{"name": [sentence(key)]}]
            else:
                field = getattr(self, name)
                field.errors = [*field.errors, sentence(key)]

    def forget_people(self) -> None:
        """Nothing typed about a person comes back on the page of a denunciation."""
        for entry in self.people:
            for part in entry.form:
                part.data = part.default or ""
        self.names.data = ""
