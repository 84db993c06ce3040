"""Makes the crosswalk tables of playbooks/README.md from the playbooks; `--golden-update` rewrites them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cxassess.playbook import Playbook, View, load_playbook
from support.program import ROOT

BEGIN, END = "<!-- crosswalk: made by the tests, see CONTRIBUTING.md -->", "<!-- end of crosswalk -->"
COMMON = "a11-280"
FLAGSHIP = "act-iac-cx-2018"


def shipped() -> list[Playbook]:
    """Every playbook in the checkout, the flagship first."""
    folders = sorted(
        (ROOT / "playbooks").glob("*/playbook.yaml"), key=lambda path: (path.parent.name != FLAGSHIP, path)
    )
    return [load_playbook(path.parent)[0] for path in folders]


def tables() -> str:
    """Between the two marks: the five functions by playbook, then the flagship's other views."""
    books = shipped()
    flagship = books[0]
    views = [next(view for view in book.views if view.id == COMMON) for book in books]
    parts = [[BEGIN, "", *_common(books, views[0])]]
    parts += [_one(flagship, view) for view in flagship.views if view.id != COMMON]
    return "\n".join("\n".join(lines) + "\n" for lines in parts) + f"\n{END}\n"


def _common(books: Sequence[Playbook], view: View) -> Iterator[str]:
    yield "| function | " + " | ".join(f"`{book.id}`" for book in books) + " |"
    yield "|---|" + "---|" * len(books)
    for group in view.groups:
        yield f"| {group.title} | " + " | ".join(_ids(book, view.id, group.id) for book in books) + " |"
    yield "| none | " + " | ".join(_ids(book, view.id, "") for book in books) + " |"


def _one(book: Playbook, view: View) -> list[str]:
    rows = [f"| {group.id} | {group.title} | {_ids(book, view.id, group.id)} |" for group in view.groups]
    return [
        f"`{book.id}` in the groups of `{view.id}`:",
        "",
        "| id | group | questions |",
        "|---|---|---|",
        *rows,
        f"| none |  | {_ids(book, view.id, '')} |",
    ]


def _ids(book: Playbook, view: str, group: str) -> str:
    """The questions of a group, or of none, runs joined: `P1.1–P1.3, P8.2`."""
    order = [question.id for question in book.questions()]
    mine = [
        question.id
        for question in book.questions()
        if (group in question.views.get(view, ()) if group else not question.views.get(view))
    ]
    runs: list[list[str]] = [[name] for name in mine[:1]]
    for last, name in pairwise(mine):
        follows = order.index(name) == order.index(last) + 1 and book.by_id[name].play == book.by_id[last].play
        if follows:
            runs[-1].append(name)
        else:
            runs.append([name])
    return (
        ", ".join(run[0] if len(run) == 1 else f"{run[0]}{'–' if len(run) > 2 else ', '}{run[-1]}" for run in runs)
        or "–"
    )
