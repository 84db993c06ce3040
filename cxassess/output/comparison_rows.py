"""Comparisons of several dates as rows for CSV and JSON: one for the overall and each play or group of each step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxassess.output.rows import DATE, NUMBER, WORD, Cell, FileRows, tagged_table
from cxassess.portfolio.comparison import Comparisons, MeanChange, PartChange, Step, movers_first
from cxassess.report.single.comparison import answer_lists
from cxassess.scoring import Assessment

SCHEMA = "cxassess/comparison/1"
SUBJECT = ("agency", "component", "service", "scope")
_RATIOS = [f"{name}_{part}" for name in ("then", "now", "change") for part in ("numerator", "denominator")]
COLUMNS = {
    **dict.fromkeys(["status", "source", "earlier", "playbook", "version", "kind", "id", "title"], WORD),
    **dict.fromkeys(["then", "now", "change", *_RATIOS, "counted", "applicable", "fell", "rose"], NUMBER),
    **dict.fromkeys(SUBJECT, WORD),
    **dict.fromkeys(["date", "earlier_date"], DATE),
}
"""What each column holds; the subject and its tags, which come last, are those of the later answers."""

Row = dict[str, Any]


def comparison_rows(comparisons: Comparisons) -> Iterator[Row]:
    """Rows by the names of COLUMNS and `tags`, None where there is nothing; of each playbook and step the overall scores first.

    Within these what moved most comes first. Then come the pairs that were refused, also where one of the two could not
    be used, and the files without a counterpart: their `status` is refused, repeated or unmatched instead of compared.
    """
    order = sorted(
        (
            (step, part, len(steps) > 1 and step is steps[-1])
            for steps in comparisons.steps
            for step in steps
            for part in (step.overall, *step.parts)
        ),
        key=lambda row: (
            row[0].later.playbook.id,
            row[2],  # from the first date to the last, after the steps between
            row[0].sides,
            row[1].kind != "overall",
            movers_first(row[1]),
        ),
    )
    for step, part, _ in order:
        yield {**_pair_values("compared", step.earlier, step.later), **_part_values(part), **_ratios(part)}
    for earlier, later in comparisons.refused:
        yield _pair_values("refused", earlier, later)
    for faulty in comparisons.faulty:
        is_earlier = faulty.side < faulty.other
        row = _alone_values("refused", 0 if is_earlier else 1, faulty.assessment)
        yield {**row, "source" if is_earlier else "earlier": faulty.path}
    for repeated in comparisons.repeated:
        for assessment in repeated.assessments:
            yield _alone_values("repeated", repeated.side, assessment)
    for side, assessment in comparisons.unmatched:
        yield _alone_values("unmatched", side, assessment)


def _pair_values(status: str, earlier: Assessment | None, later: Assessment | None) -> Row:
    """What two files are, and whom they are about, as the later says; one of them is None for a file that is alone."""
    about = later or earlier
    assert about is not None
    header = about.answers.header
    subject = header.subject
    return {
        **dict.fromkeys(COLUMNS),
        "status": status,
        "earlier": earlier and earlier.answers.path,
        "source": later and later.answers.path,
        "playbook": about.playbook.id,
        "version": about.playbook.version,
        "agency": subject.agency or None,
        "component": subject.component or None,
        "service": subject.service or None,
        "scope": subject.scope or None,
        "earlier_date": earlier and _date(earlier),
        "date": later and _date(later),
        "tags": subject.tags,
    }


def _alone_values(status: str, side: int, assessment: Assessment) -> Row:
    return _pair_values(status, *((None, assessment) if side else (assessment, None)))


def _date(assessment: Assessment) -> str | None:
    date = assessment.answers.header.date
    return None if date is None else date.isoformat()


def _part_values(part: PartChange) -> Row:
    return {"kind": part.kind, "id": part.id, "title": part.title, **_change_values(part)}


def _change_values(part: PartChange) -> Row:
    """How much a part changed, as printed and exactly, on which questions."""
    common = part.common
    exact = {"then": common.then, "now": common.now, "change": part.exact}
    return {
        "then": common.then_shown or None,
        "now": common.now_shown or None,
        "change": common.change_shown or None,
        **{f"{name}_exact": None if value is None else str(value) for name, value in exact.items()},
        "counted": part.counted,
        "applicable": part.applicable,
        "whole": common.is_whole,
        "fell": part.fell,
        "rose": part.rose,
    }


def _ratios(part: PartChange) -> dict[str, int | None]:
    """Each exact number as two whole ones: a spreadsheet makes a date of 10/7."""
    exact = {"then": part.common.then, "now": part.common.now, "change": part.exact}
    return {
        f"{name}_{of}": None if value is None else getattr(value, of)
        for name, value in exact.items()
        for of in ("numerator", "denominator")
    }


def comparison_table(comparisons: Comparisons) -> tuple[dict[str, str], Iterator[list[Cell]]]:
    """What each column holds, with one for each tag, and the cells of each row; a change has no plus sign, as a number."""
    rows = [*comparison_rows(comparisons)]
    for row in rows:
        row["change"] = row["change"] and row["change"].removeprefix("+")
    files = [FileRows(row["tags"], [[row[name] for name in COLUMNS]]) for row in rows]
    return tagged_table(COLUMNS, files, {name for row in rows for name in row["tags"]})


def comparison_values(comparisons: Comparisons) -> Row:
    """One object: the paths as given, the means of all subjects, then what `comparison_objects` gives."""
    return {
        "schema": SCHEMA,
        "paths": list(comparisons.sides),
        "means": [_mean_values(mean) for mean in comparisons.means()],
        "comparisons": [*comparison_objects(comparisons)],
    }


def _mean_values(mean: MeanChange) -> Row:
    then, now, change = mean.shown
    return {
        "playbook": mean.parts[0][0].later.playbook.id,
        "kind": mean.kind,
        "id": mean.id,
        "title": mean.title,
        "n": len(mean.parts),
        "then": then,
        "now": now,
        "change": change,
        "then_exact": str(mean.then),
        "now_exact": str(mean.now),
        "change_exact": str(mean.now - mean.then),
    }


def comparison_objects(comparisons: Comparisons) -> Iterator[Row]:
    """An object for each step of each subject, what moved most first, then for each pair or file that was not compared."""
    whole = sorted(comparisons.steps, key=lambda steps: (steps[-1].later.playbook.id, movers_first(steps[-1].overall)))
    for steps in whole:
        for step in steps:
            yield _step_values(step)
    for row in comparison_rows(comparisons._replace(steps=())):
        yield _file_values(row)


def _file_values(row: Row) -> Row:
    """What a row says of its files, grouped."""
    return {
        "status": row["status"],
        "playbook": {"id": row["playbook"], "version": row["version"]},
        "subject": {name: row[name] for name in SUBJECT} | {"tags": dict(row["tags"])},
        "earlier": row["earlier"] and {"source": row["earlier"], "date": row["earlier_date"]},
        "later": row["source"] and {"source": row["source"], "date": row["date"]},
    }


def _step_values(step: Step) -> Row:
    parts = sorted(step.parts, key=movers_first)
    return {
        **_file_values(_pair_values("compared", step.earlier, step.later)),
        "overall": _change_values(step.overall),
        "parts": [_part_values(one) for one in parts],
        "questions": {
            kind: [one._asdict() for one in changes] for kind, changes in answer_lists(step.later, step.earlier).items()
        },
    }
