"""The sentences of a report: literal ones for small answers, and every number in them can be traced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from support import EXAMPLE, ROOT, cxassess, tiny
from support.assessments import BANDED, assess_tiny
from support.needs import needs
from support.numbers import numbers

from cxassess.answers import Library, load_answers
from cxassess.playbook import Catalog
from cxassess.report.single.compose import compose
from cxassess.report.single.explanation import HEADINGS, explain_score
from cxassess.scoring import Assessment, assess


def shipped(path: Path) -> Assessment:
    loaded = load_answers(str(path), Library(Catalog((ROOT / "playbooks",))))
    return assess(loaded.playbook, loaded.answers)


# Where we stand


def test_the_finding_names_what_fell_before_what_rose(tmp_path: Path) -> None:
    plays = {play: [{}] for play in "ABCDE"}
    then = assess_tiny(tmp_path, "{A1: 2, B1: 1, C1: 1, D1: 1, E1: 2}", "{}", plays=plays)
    now = assess_tiny(tmp_path, "{A1: 1, B1: 2, C1: 2, D1: 3, E1: 2}", "{}", plays=plays)
    position = compose(now, then).standard.position
    assert position.finding.endswith(", Play A fell; 3 of 5 plays rose")
    assert [(part.title, [row.id for row in part.rows]) for part in position.moved] == [
        ("1 of 5 compared answers fell", ["A1"]),
        ("3 of 5 compared answers rose", ["B1", "C1", "D1"]),
    ]
    assert compose(now).standard.position.finding == "Scores run from 1.00 (Play A) to 3.00 (Play D)"


def test_each_play_says_what_the_next_level_needs(tmp_path: Path) -> None:
    levels = compose(assess_tiny(tmp_path, "{A1: 3, A2: 2, A3: 1, B1: 3, B2: 3}")).standard.position.levels
    assert [(row.title, row.reached, row.following) for row in levels] == [
        ("Play B", "3 of 3, Fully", ""),
        ("Play A", "1 of 3, Not yet", "2 of 3 at level 2, all needed"),
        ("Overall", "2 of 3, In part", "3 of 5 at level 3, 4 needed; 1 too low"),
    ]


# Focus

ABC = {"A": [{}], "B": [{}], "C": [{}]}
PROPOSED = "Proposed from the results, not yet chosen by people: the plays furthest below "


@pytest.mark.parametrize(
    ("targets", "ids", "note"),
    [
        ("", ["C", "B"], PROPOSED + "the best they could score."),
        # a target must not take a low play out of sight: the others have none
        ("targets: {C: {score: 1.5}}\n", ["C", "B"], PROPOSED + "the best they could score."),
        (
            "targets: {overall: {score: 2.5}, B: {score: 3}}\n",
            ["C", "B"],
            PROPOSED + "their targets, or the target for the whole where they have none.",
        ),
        ("targets: {A: {score: 3}, B: {score: 3}, C: {score: 1}}\n", ["B"], PROPOSED + "their targets."),
        (
            "targets: {A: {score: 2}, B: {score: 2}, C: {score: 1}}\n",
            [],
            "Everything with a score has reached its target, so no focus area is proposed.",
        ),
        ("focus: [A]\n", ["A"], "Chosen by the people who answered."),
    ],
)
def test_focus_is_proposed_by_one_yardstick(tmp_path: Path, targets: str, ids: list[str], note: str) -> None:
    focus = compose(assess_tiny(tmp_path, "{A1: 3, B1: 2, C1: 1}", "{}", targets, ABC)).standard.focus
    assert [area.id for area in focus.areas] == ids
    assert focus.note == note


def test_ties_among_proposed_plays_are_mentioned(tmp_path: Path) -> None:
    focus = compose(assess_tiny(tmp_path, "{A1: 2, B1: 1, C1: 2}", "{}", plays=ABC)).standard.focus
    assert [area.id for area in focus.areas] == ["B", "A"]
    assert focus.note.endswith(" Play C is just as far below as Play A; ties follow the order of the questionnaire.")


NEXT = [{"next": "{1: Begin, 2: Go on}"}, {"next": "{1: Start, 2: Continue}"}]


def test_a_step_is_told_once(tmp_path: Path) -> None:
    """Where an action is planned, it is named instead of what the answers call for."""
    more = "focus: [A, B]\nactions: [{play: A, text: Hire two., owner: Ann, by: 2026-12-15}]\n"
    areas = compose(
        assess_tiny(tmp_path, "{A1: 1, A2: 1, B1: 1, B2: 2}", "{}", more, {"A": NEXT, "B": NEXT})
    ).standard.focus.areas
    assert [(area.planned, area.steps) for area in areas] == [
        (True, ("Hire two (Ann, by Dec 15, 2026).",)),
        (False, ("Begin", "Continue")),
    ]


def test_found_is_what_is_lowest_with_the_words_of_its_note(tmp_path: Path) -> None:
    answers = "{A1: {level: 2, note: Two. It is so.}, A2: {level: 1, note: One.}, A3: 3, B1: 3, B2: 3}"
    (area,) = compose(assess_tiny(tmp_path, answers, more="focus: [A]\n")).standard.focus.areas
    assert area.found == (
        ("A2", "Question A2?", "One.", "level 1, Not yet"),
        ("A1", "Question A1?", "Two. It is so.", "level 2, In part"),
    )


# The other plays


def test_other_plays_in_a_few_lines(tmp_path: Path) -> None:
    answers = "{A1: {level: 3, note: Good.}, A2: {level: 1, note: Bad.}, B1: 3, B2: 2}"
    more = "focus: [B]\ntargets: {A: {score: 3, by: 2027-01-31, owner: Ann}}\n"
    plays = {"A": NEXT, "B": NEXT}
    (play,) = compose(assess_tiny(tmp_path, answers, "{}", more, plays)).standard.plays
    assert play.facts == (("Score", "2.00"), ("Target", "3.00 by Jan 31, 2027"), ("Owner", "Ann"))
    assert [one.name for one in play.strongest] == ["Question A1?"]
    assert [one.text for one in play.weakest] == ["Bad."]
    assert (play.planned, play.step) == (False, "Start")


# The record of a play


def test_a_play_is_described_in_words(tmp_path: Path) -> None:
    answers = "{A1: 3, A2: 1, A3: {unknown: true}, B1: 3, B2: 3}"
    report = compose(assess_tiny(tmp_path, answers, more="targets: {A: {score: 3, by: 2027-01-31}}\n"))
    assert report.plays[0].standing[:2] == (
        "The score rests on 2 of 3 questions that apply.",
        "The target is 3.00 by January 31, 2027, 1.00 above the current score.",
    )
    assert [fact for fact in report.plays[0].facts if fact.label == "Range"] == [("Range", "1.67 to 2.33")]
    questions = report.plays[0].questions
    assert [(one.next_level, one.next_anchor) for one in questions] == [("", ""), ("2, In part", "two"), ("", "")]


def test_meaning_and_weight_are_said_only_where_they_say_something(tmp_path: Path) -> None:
    plays = {"A": [{"levels": "{1: none of it, 2: staff know all standards, 3: everybody}"}, {"weight": 2}], "B": [{}]}
    answers = (
        "{A1: {level: 2, note: Our staff know all the standards well}, A2: {level: 2, note: Something else}, B1: 1}"
    )
    first, second = compose(assess_tiny(tmp_path, answers, plays=plays)).plays[0].questions
    assert (first.anchor, first.weight) == ("", "")
    assert (second.anchor, second.weight) == ("two", "2")


# The plan

ACTIONS = """
date: 2026-01-10
actions:
  - {play: A, text: Late, by: 2026-01-09, owner: x, measure: y}
  - {play: A, text: Soon, by: 2026-04-10, owner: x, measure: y, status: In progress}
  - {play: B, text: First, by: 2026-02-01}
  - {text: Some time}
  - {text: Over, by: 2026-01-11, status: Done}
  - {play: A, text: Given up, status: cancelled}
"""


def test_actions_stand_with_their_play_and_overdue_ones_first(tmp_path: Path) -> None:
    plan = compose(assess_tiny(tmp_path, "{A1: 1}", more=ACTIONS)).standard.plan
    assert [
        (group.title, [(row.text, row.play, row.by, row.status) for row in group.rows]) for group in plan.groups
    ] == [
        ("Overdue on January 10, 2026", [("Late", "Play A", "Jan 9, 2026", "")]),
        ("Play B", [("First", "", "Feb 1, 2026", "")]),
        ("Play A", [("Soon", "", "Apr 10, 2026", "started")]),
        ("The whole assessment", [("Some time", "", "", "")]),
    ]
    assert [(group.title, [(row.text, row.play) for row in group.rows]) for group in plan.closed] == [
        ("Done", [("Over", "The whole assessment")]),
        ("Dropped", [("Given up", "Play A")]),
    ]
    assert plan.note == (
        "4 actions are open, 1 of them overdue on January 10, 2026. "
        "2 without an owner, 1 without a date and 2 without a sign that shows when it is done."
    )


def test_nothing_is_overdue_in_an_undated_file(tmp_path: Path) -> None:
    plan = compose(assess_tiny(tmp_path, "{A1: 1}", more=ACTIONS.replace("date: 2026-01-10\n", ""))).standard.plan
    assert [group.title for group in plan.groups] == ["Play A", "Play B", "The whole assessment"]


def test_of_many_actions_the_rest_is_counted_and_the_record_has_all(tmp_path: Path) -> None:
    rows = "".join(f"  - {{play: A, text: Action {number}, by: 2027-01-01}}\n" for number in range(32))
    report = compose(assess_tiny(tmp_path, "{A1: 1, A2: 1, A3: 1}", more=f"actions:\n{rows}"))
    assert [len(group.rows) for group in report.standard.plan.groups] == [20]
    assert report.standard.plan.more == "And 12 more actions in the full record."
    assert [len(group.rows) for group in report.actions] == [32]
    few = compose(assess_tiny(tmp_path, "{A1: 1}", more="actions: [{play: A, text: One}]\n"))
    assert few.actions == ()


def test_next_steps_are_proposed_where_nothing_is_planned(tmp_path: Path) -> None:
    plays = dict.fromkeys("ABC", NEXT)
    answers = "{A1: 1, A2: 1, B1: 1, B2: 2, C1: 2, C2: 2}"
    report = compose(assess_tiny(tmp_path, answers, "{}", "actions: [{play: A, text: x}]\n", plays))
    assert [area.id for area in report.standard.focus.areas] == ["A", "B"]
    assert [(one.when, one.name, one.text) for one in report.standard.plan.proposals] == [
        ("90 days", "Question B1?", "Begin"),
        ("90 days", "Question B2?", "Continue"),
        ("12 months", "Question C1?", "Go on"),
    ]


# How far to trust it


def test_trust_names_evidence_confidence_and_who_checked(tmp_path: Path) -> None:
    answers = (
        "{A1: {level: 3, confidence: high, evidence: [Minutes]}, A2: {level: 2, confidence: low}, A3: 1, B1: 1, B2: 1}"
    )
    trust = compose(assess_tiny(tmp_path, answers, more="review: {by: Ann, date: 2026-10-01}\n")).standard.trust
    assert trust.sources == (
        "Self-rated. Checked by Ann on October 1, 2026.",
        "Evidence is named for 1 of 5 answers. "
        'Confidence is high for 1 and low for 1; 3 do not say. Least sure: "Question A2?" (A2).',
    )
    assert compose(assess_tiny(tmp_path, "{A1: 1}")).standard.trust.sources[0] == (
        "Self-rated. No check by anyone outside the group is on record."
    )


def test_trust_tells_what_is_open_and_where_people_differed(tmp_path: Path) -> None:
    answers = (
        "{A1: {unknown: true, note: Ask finance.}, A2: {not_applicable: No center}, B1: 1, B2: 1, "
        "A3: {level: 2, reason: Talked it over, votes: [{who: Ann, level: 1}, {who: Ben, level: 3}, {who: Cy, level: 3}]}}"
    )
    trust = compose(assess_tiny(tmp_path, answers)).standard.trust
    assert trust.open_note == "1 answer is not known."
    assert trust.open == (("A1", "Question A1?", "Ask finance.", "not known"),)
    assert trust.left_out == (("A2", "Question A2?", "No center", "does not apply"),)
    assert trust.differed == (
        ("A3", "Question A3?", "1 × level 1, Not yet; 2 × level 3, Fully", "level 2, In part", "Talked it over"),
    )


def test_an_overlay_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(EXAMPLE.read_text("utf-8").replace("subject:", "overlays: [quick]\nsubject:", 1))
    edition = compose(shipped(tmp_path / "a.yaml")).standard.trust.edition
    assert edition[1] == "Tailored (quick): 24 questions were asked; 34 others of the questionnaire were not."


def test_less_than_half_says_what_is_open_and_nothing_else(tmp_path: Path) -> None:
    report = compose(assess_tiny(tmp_path, "{A1: 1, B1: {unknown: true}}", more="focus: [A]\n"))
    assert report.standard.position.open == (
        ("A", "Play A", "1 of 3", "Question A2? and Question A3?"),
        ("B", "Play B", "0 of 2", "Question B1? and Question B2?"),
    )
    assert (report.standard.focus.areas, report.standard.plays, report.standard.position.levels) == ((), (), ())


# Bands, views, digests


def test_bands_define_which_band_an_edge_belongs_to(tmp_path: Path) -> None:
    lower = compose(assess_tiny(tmp_path, "{A1: 1}"))
    assert [fact.value for fact in lower.bands] == ["1 or more, below 2", "2 or more, below 3", "exactly 3"]
    upper = compose(shipped(ROOT / "playbooks" / "omb-hisp-2018" / "example-answers.yaml"))
    assert [(fact.label, fact.value) for fact in upper.bands] == [
        ("0–10", "0 to 10"),
        ("11–20", "above 10, up to 20"),
        ("21–30", "above 20, up to 30"),
    ]


VIEWS = "{v: {title: A view, groups: {x: Ex, y: Why}}}"
GROUPED = {
    "A": [{"views": "{v: x}"}, {"views": "{v: [x, y]}"}, {"views": "{v: {none: odd one}}"}],
    "B": [{"views": "{v: y}"}],
}


def test_groups_replace_plays(tmp_path: Path) -> None:
    assessment = assess_tiny(tmp_path, "{A1: 3, A2: 1, A3: 2, B1: 3}", BANDED, plays=GROUPED, views=VIEWS)
    report = compose(assessment, view="v")
    assert [(row.id, row.title, row.score) for row in report.figures.strip.rows] == [
        ("x", "Ex", "2.00"),
        ("y", "Why", "2.00"),
    ]
    assert [(play.id, play.title, [one.id for one in play.questions]) for play in report.plays] == [
        ("x", "Ex", ["A1", "A2"]),
        ("y", "Why", ["B1"]),
        ("", "Not in a group", ["A3"]),
    ]
    assert report.plays[1].elsewhere == ('"Question A2?" (A2): level 1, Not yet',)
    assert report.plays[2].elsewhere == ('"Question A3?" (A3): odd one',)
    assert report.views == ()
    (view,) = compose(assessment).views
    assert view.note == (
        '"Question A2?" (A2) is in more than one group, so the groups\' counts add up to more than the total.'
    )


def test_digest_of_the_answers_is_that_of_the_file(tmp_path: Path) -> None:
    import hashlib

    report = compose(assess_tiny(tmp_path, "{A1: 1}"))
    digest = hashlib.sha256((tmp_path / "answers.yaml").read_bytes()).hexdigest()[:16]
    assert f"{digest} (the first 16 digits of its SHA-256)" in [fact.value for fact in report.digests]


def test_deviations_give_the_original_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        EXAMPLE.read_text("utf-8").replace("subject:", "overlays: [small-agency]\nsubject:", 1)
    )
    plain = shipped(EXAMPLE).playbook.by_id
    rows = [row for row in compose(shipped(tmp_path / "a.yaml")).deviations if row.id in plain]
    texts = [row for row in rows if row.what == "text changed"]
    assert [(row.id, row.before) for row in texts] == [(name, plain[name].text) for name in ("P5.1", "P5.2", "P5.3")]
    levels = [(row, re.fullmatch(r"text of level (\d) changed", row.what)) for row in rows]
    anchors = [(row.before, plain[row.id].by_key[match[1]].text) for row, match in levels if match]
    assert len(anchors) >= 5
    assert all(before == " ".join(anchor.split()) for before, anchor in anchors)


# Every number can be traced


@pytest.mark.slow
@pytest.mark.parametrize(
    "playbook", sorted(path.parent.name for path in (ROOT / "playbooks").glob("*/example-answers.yaml"))
)
def test_every_number_of_a_sentence_is_in_the_working(playbook: str, tmp_path: Path) -> None:
    """What is said of the whole is looked for in the working of the whole, what is said of a play in that of the play."""
    text = (ROOT / "playbooks" / playbook / "example-answers.yaml").read_text("utf-8")
    (tmp_path / "now.yaml").write_text(re.sub(r"^focus:.*\n", "", text, flags=re.MULTILINE), "utf-8")
    then = re.sub(
        r"level: ([34]|yes)\b", lambda found: {"3": "level: 2", "4": "level: 3"}.get(found[1], "level: no"), text
    )
    (tmp_path / "then.yaml").write_text(then, "utf-8")
    now, earlier = shipped(tmp_path / "now.yaml"), shipped(tmp_path / "then.yaml")
    report = compose(now, earlier)
    keys = {level.key for question in now.playbook.questions() for level in question.levels}

    def worked(*what: str) -> set[str]:
        done = cxassess("explain", "now.yaml", *what, "--baseline", "then.yaml", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return numbers([done.stdout.decode()]) | keys

    position, trust = report.standard.position, report.standard.trust
    levels = {row.id: row for row in position.levels}
    said = [position.finding, *position.sentences, *(part.title for part in position.moved), *position.not_compared]
    said += [*trust.sources, trust.open_note, *(flag.text for flag in report.flags), report.standard.focus.note]
    said += [text for row in position.levels if not row.id for text in row[2:]]
    assert numbers(said) - worked() == set()
    for play in report.plays:
        of_play = [*play.standing, *(text for text in levels[play.id][2:])] if levels else [*play.standing]
        of_play += [fact.value for part in report.standard.plays if part.id == play.id for fact in part.facts]
        of_play += [fact.value for part in report.standard.focus.areas if part.id == play.id for fact in part.facts]
        assert numbers(of_play) - worked(play.id) == set(), of_play


def test_change_and_target_are_worked_out_exactly(tmp_path: Path) -> None:
    then = assess_tiny(tmp_path, "{A1: 1, A2: 1, A3: 2}", "{}")
    now = assess_tiny(tmp_path, "{A1: 1, A2: 2, A3: 2}", "{}", "targets: {A: {score: 2}}\n")
    blocks = explain_score(now, now.plays[0], "play", then).lines
    assert list(blocks) == list(HEADINGS)
    assert blocks["target"] == ("The target is 2, shown as 2.00", "2 − 5/3 = 1/3, shown as 2.00 − 1.67 = 0.33")
    assert blocks["change"] == (
        "Compared: 3 of 3 questions that apply, answered with a level both times, to the same question",
        "Last time: 4 ÷ 3 = 4/3, shown as 1.33",
        "Now: 5 ÷ 3 = 5/3, shown as 1.67",
        "The difference of the numbers shown: 1.67 − 1.33 = +0.34",
        "1 question rose: Question A2? (A2) from 1 to 2.",
    )
    assert blocks["evidence"] == ("0 of 3 levels name evidence",)


def test_explain_adds_the_working_of_each_play(tmp_path: Path) -> None:
    report = compose(assess_tiny(tmp_path, "{A1: 3, A2: 2, A3: 1, B1: 3, B2: 3}"), explain=True)
    assert [(one.id, one.score) for one in report.workings] == [
        ("overall", "2.50, exactly 5/2"),
        ("A", "2.00, exactly 2"),
        ("B", "3.00, exactly 3"),
    ]
    assert dict(report.workings[1].blocks)["Working"] == (
        "Sum of weight × value: 6",
        "Sum of weights: 3",
        "6 ÷ 3 = 2",
        "2 rounded half-up to 2 decimals is 2.00",
    )
    assert compose(assess_tiny(tmp_path, "{A1: 3}")).workings == ()


def test_options_of_the_command(tmp_path: Path) -> None:
    view = cxassess("report", EXAMPLE, "--view", "a11-280", "--quiet").stdout.decode()
    assert "Group" in view
    assert "Customer understanding" in view
    wrong = cxassess("report", EXAMPLE, "--redact", "names,note")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert (
        wrong.stderr.decode()
        == "cxassess: --redact note: this cannot be left out of a report (did you mean 'notes'?)\n"
    )
    told = cxassess("report", EXAMPLE, "-o", tmp_path / "x.html")
    assert (
        "flag no-evidence: One answer above level 3, Reading sources together (P8.2), names no evidence."
        in told.stderr.decode()
    )


NARROW = """\
Understand the current state (P1)
  Score: 3.00
  Band: In part
  Level: 2
  Range: 3.00
  Target: 3.14
  Answered: 7 of 7
Gauge culture and appetite for change (P2)
  Score: 2.57
  Band: Ad hoc
  Level: 2
  Range: 2.57
  Answered: 7 of 7
"""


@pytest.mark.parametrize("setting", [{"COLUMNS": "45"}, {"COLUMNS": "60"}, {"ACCESSIBLE": "1"}])
def test_a_table_becomes_lines_where_it_does_not_fit_or_is_listened_to(setting: dict[str, str]) -> None:
    shown = cxassess("score", EXAMPLE, **setting).stdout.decode()
    assert NARROW in shown
    assert "\nOverall\n  Score: 2.88\n" in shown
    assert "P1  Understand the" in cxassess("score", EXAMPLE, COLUMNS="80").stdout.decode()


SPOKEN = """\
Build a customer-centric culture
  Answers: 1 at level 5, 3 at level 4, 1 at level 2, 2 not known
  Level 3 or above: 4 of 7
  Score: 3.80
  Target 2027: none set
"""


@pytest.mark.slow
def test_the_report_on_the_terminal_says_its_sections_in_the_order_of_the_page() -> None:
    shown = cxassess("report", EXAMPLE, "--size", "standard", COLUMNS="100").stdout.decode()
    heads = ["What works", "What does not", "What we will do", "What we ask of you", "Where we stand", "Focus areas"]
    heads += ["The other plays", "How far to trust this", "What to bear in mind", "How scores are made"]
    places = [shown.index(f"\n\n{head}\n") for head in heads]
    assert places == sorted(places)
    assert "- Cost of poor experience (P7.1, level 1, Not yet). We tell stories" in shown
    assert re.search(
        r"^Build a customer-centric culture +5 4 4 4 2 \? \? +4 of 7 +3\.80 +none set$", shown, re.MULTILINE
    )
    brief = cxassess("report", EXAMPLE, COLUMNS="100").stdout.decode()
    assert shown.startswith(brief)
    assert "Where we stand" not in brief
    assert max(map(len, cxassess("report", EXAMPLE, COLUMNS="").stdout.decode().splitlines())) <= 80
    assert SPOKEN in cxassess("report", EXAMPLE, ACCESSIBLE="1", COLUMNS="100").stdout.decode()


LINES = """playbook: tiny
answers:
  A1: {level: 2, note: "n1\\nn2", reason: "r1\\nr2", evidence: ["e1\\ne2"], votes: [{who: Ann, level: 1, note: "v1\\nv2"}, {who: Ben, level: 2}]}
  A2: {not_applicable: "x1\\nx2"}
actions: [{play: A, text: "a1\\na2", measure: "m1\\nm2"}]
silence: {no-evidence: "s1\\ns2"}
"""


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("r.html", ["n1\nn2", "r1\nr2", "e1\ne2", "v1\nv2", "x1\nx2", "a1\na2", "m1\nm2"]),
        ("r.md", ["n1\\\nn2", "r1\\\nr2", "e1\\\n  e2", "v1\\\n  v2", "x1\\\nx2", "a1<br>a2", "m1<br>m2"]),
    ],
)
def test_line_ends_stay_where_people_wrote_them(tmp_path: Path, name: str, lines: list[str]) -> None:
    tiny(tmp_path)
    (tmp_path / "a.yaml").write_text(LINES)
    done = cxassess("report", "a.yaml", "--playbook", "tiny", "-o", name, "--size", "full", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    text = (tmp_path / name).read_text("utf-8") if name else done.stdout.decode()
    assert [one for one in lines if one not in text] == []


def test_line_ends_stay_in_word(tmp_path: Path) -> None:
    tiny(tmp_path)
    (tmp_path / "a.yaml").write_text(LINES)
    assert (
        cxassess("report", "a.yaml", "--playbook", "tiny", "-o", "r.docx", "--size", "full", cwd=tmp_path).returncode
        == 0
    )
    document = Document(str(tmp_path / "r.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts = [*(one.text for one in document.paragraphs), *cells]
    for words in ("n1\nn2", "r1\nr2", "e1\ne2", "v1\nv2", "x1\nx2", "a1\na2", "m1\nm2"):
        assert any(words in text for text in texts), words


def test_line_ends_stay_in_what_next_prints(tmp_path: Path) -> None:
    tiny(tmp_path)
    (tmp_path / "a.yaml").write_text(LINES)
    done = cxassess("next", "a.yaml", "--playbook", "tiny", "--question", "A1", cwd=tmp_path)
    assert "\nReason: r1\n  r2\nNote: n1\n  n2\nEvidence: e1\n  e2\n" in done.stdout.decode()


GLYPHS = """playbook: tiny
answers:
  A1: {level: 2, note: "客户 and ᏣᎳᎩ, Diné, 👩‍💻"}
  A2: {level: 2, note: " first  second  third", evidence: [𡃁]}
"""


def test_check_names_what_the_pdf_cannot_show_and_where(tmp_path: Path) -> None:
    tiny(tmp_path)
    (tmp_path / "a.yaml").write_text(GLYPHS, encoding="utf-8")
    done = cxassess("check", "a.yaml", "--playbook", "tiny", "--strict", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.decode().split("\n")[::2] == [
        "a.yaml:3:24: warning: 7 characters here, such as U+5BA2 CJK UNIFIED IDEOGRAPH-5BA2, have no glyph in the fonts "
        "of the PDF (the PDF prints their names; .html and .docx keep the text)",
        "a.yaml:4:63: warning: U+210C1 CJK UNIFIED IDEOGRAPH-210C1 has no glyph in the fonts of the PDF (the PDF prints "
        "its name; .html and .docx keep the text)",
        "",
    ]


def test_check_names_what_the_pdf_cannot_show_of_a_playbook(tmp_path: Path) -> None:
    tiny(tmp_path, plays={"A": [{"text": "Do we 客?"}]})
    done = cxassess("check", "tiny", "--strict", cwd=tmp_path)
    assert "tiny/plays/A.yaml:7:11: warning: U+5BA2 CJK UNIFIED IDEOGRAPH-5BA2 has no glyph" in done.stderr.decode()


@pytest.mark.slow
@needs("pango")
def test_report_says_how_many_characters_the_pdf_cannot_show(tmp_path: Path) -> None:
    tiny(tmp_path)
    (tmp_path / "a.yaml").write_text(GLYPHS, encoding="utf-8")
    done = cxassess("report", "a.yaml", "--playbook", "tiny", "-o", "r.pdf", cwd=tmp_path)
    assert done.stderr.decode().split("\n")[:2] == [
        "15 characters of the report have no glyph in the fonts of the PDF, which prints their names: A1 (7), A2 (1) and other places (7)",
        "'cxassess check a.yaml' lists them; .html and .docx keep the text",
    ]


@pytest.mark.parametrize("name", ["r.html", "r.md", ""])
def test_bullets_of_symbol_fonts_are_those_of_everybody(tmp_path: Path, name: str) -> None:
    tiny(tmp_path)
    (tmp_path / "a.yaml").write_text(GLYPHS, encoding="utf-8")
    words = ["report", "a.yaml", "-o", name] if name else ["next", "a.yaml", "--question", "A2"]
    done = cxassess(*words, "--playbook", "tiny", cwd=tmp_path)
    text = (tmp_path / name).read_text("utf-8") if name else done.stdout.decode()
    assert "• first ▪ second ✓ third" in text
