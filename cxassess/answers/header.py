"""What an answer file says about itself, before its playbook is known: the subject, who answered, and when."""

from __future__ import annotations

from cxassess.answers.model import Header, Person, Subject
from cxassess.fields import MAX_LINE, Fields, read_text
from cxassess.nodes import Node
from cxassess.problems import Problems

FILE = (
    "format playbook version overlays subject respondent people date review marking "
    "owners answers targets focus actions asks silence wording earlier"
)
SUBJECT = "agency component service scope tags"
RESPONDENT = "name role"
PERSON = "name role answered"
PERSON_FORM = "{{name: {name}, role: {value}}}"
REVIEW = "by date"
SCOPES = ("public", "internal", "both")


def read_header(root: Node, problems: Problems) -> tuple[Header, Fields]:
    """What the file says about itself, and its fields for `read_answers`."""
    shape = "see 'cxassess schema answers' or start one with 'cxassess assess'"
    fields = Fields(root, FILE, problems, "an answer file", shape)
    fields.check_format()
    hint = "add 'playbook: act-iac-cx-2018' or another; 'cxassess playbooks' lists them"
    respondent = fields.inner("respondent", RESPONDENT, "write 'respondent: {name: …, role: …}'")
    header = Header(
        playbook=fields.text("playbook", needed=True, hint=hint),
        version=fields.text("version"),
        overlays=fields.texts("overlays"),
        subject=_read_subject(fields.inner("subject", SUBJECT, "write 'subject: {agency: …, service: …}'"), problems),
        respondent=respondent.text("name", most=MAX_LINE),
        role=respondent.text("role", most=MAX_LINE),
        date=fields.date("date"),
        marking=fields.text("marking", most=MAX_LINE),
        where=fields.at("playbook"),
        people=fields.each("people", lambda node: _read_person(node, problems), PERSON_FORM),
    )
    return header, fields


def _read_person(node: Node, problems: Problems) -> Person:
    fields = Fields(node, PERSON, problems, "a person", "write '{name: …, role: …}'", PERSON_FORM)
    name = fields.text("name", needed=True)  # as long as that of a vote may be
    return Person(name, fields.text("role"), fields.texts("answered"))


def _read_subject(fields: Fields, problems: Problems) -> Subject:
    tags = {key.text: read_text(node, problems, "a tag", MAX_LINE) for key, node in fields.entries("tags")}
    scope = fields.choice("scope", SCOPES, "")
    agency, component, service = (fields.text(name, most=MAX_LINE) for name in ("agency", "component", "service"))
    return Subject(agency, component, service, scope, tags)
