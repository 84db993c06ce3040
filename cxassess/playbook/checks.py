"""What a playbook must hold to be scored: a flat list of small rules, run again after the overlays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count, pairwise

from cxassess.exact import decimal_or_fraction
from cxassess.fields import MAX_LINE
from cxassess.playbook.condition_checks import check_conditions
from cxassess.playbook.edition_checks import check_replaces, check_retired, check_same_as
from cxassess.playbook.model import Band, Gate, Level, Play, Playbook, Question
from cxassess.playbook.reported_scale import scale_ends
from cxassess.problems import MAX_HINTED, Location, Problem
from cxassess.text import did_you_mean, join_some, join_words, shorten

MAX_QUESTION = 2_000  # characters of a question, which is also a heading of the report
MAX_READ = 5_000  # characters of other texts of a playbook, which people read while they answer

Rule = Callable[[Playbook], Iterator[Problem]]


def _warning(where: Location, message: str, hint: str = "") -> Problem:
    return Problem(where, message, hint, warning=True)


def _suggest(word: str, known: Iterable[str], number: int) -> str:
    """The known word that is meant, looked up for the first problems only: of 20,000 nobody reads more."""
    return did_you_mean(word, known) if number < MAX_HINTED else ""


def check_lengths(playbook: Playbook) -> Iterator[Problem]:
    """No text is longer than a person reads in an interview, and titles and names fit where they are printed."""
    for item in (playbook, *playbook.plays_and_questions()):
        for what, texts, most in _texts(item):
            for text in texts:
                if len(text) > most:
                    message = f"{what} of {item.id} has {len(text):,} characters; the limit is {most:,}"
                    yield Problem(item.where, message, "shorten it")


def _texts(item: Playbook | Play | Question) -> Iterator[tuple[str, Iterable[str], int]]:
    """The texts of a playbook, a play or a question by what they are, with the characters that each may have."""
    match item:
        case Question():
            yield "the text", (item.text,), MAX_QUESTION
            yield "the name", (item.name,), MAX_LINE
            yield "a level", (text for level in item.levels for text in (level.text, level.name)), MAX_READ
            yield "'why'", (item.why,), MAX_READ
            yield "an entry of 'evidence'", item.evidence, MAX_READ
            yield "a next step", item.next.values(), MAX_READ
        case Play():
            yield "the title", (item.title,), MAX_LINE
            yield "'intent'", (item.intent,), MAX_READ
            yield "a question for leaders", item.leader_questions, MAX_READ
            yield "an example", item.examples, MAX_READ
            yield "a resource", item.resources, MAX_READ
        case Playbook():
            yield "the title", (item.title,), MAX_LINE
            yield "an entry of 'guide'", item.guide, MAX_READ


def check_ids(playbook: Playbook) -> Iterator[Problem]:
    """Plays and questions share one set of ids, because targets name both."""
    first: dict[str, Location] = {}
    for item in playbook.plays_and_questions():
        if item.id.lower() == "overall":
            hint = "in targets it means the overall score; use another id"
            yield Problem(item.where, f"'{item.id}' cannot be an id", hint)
        if item.id in first:
            hint = f"the first one is at {first[item.id]}; give one of them another id"
            yield Problem(item.where, f"duplicate id '{item.id}'", hint)
        first.setdefault(item.id, item.where)


def check_levels(playbook: Playbook) -> Iterator[Problem]:
    """There are at least two levels, each with a text, written lowest first; a value that falls is odd and allowed."""
    if len(playbook.scale) == 1:
        yield Problem(playbook.scale[0].where, "the scale has only one level", "name at least two")
    yield from _check_values_rise(playbook.scale, "the scale")
    for question in playbook.questions():
        if not question.on_scale:
            if len(question.levels) < 2:
                yield Problem(question.at("levels"), f"{question.id} has only one level", "describe at least two")
            yield from _check_values_rise(question.levels, question.id)
    yield from _check_level_texts(playbook)


def _check_level_texts(playbook: Playbook) -> Iterator[Problem]:
    """Levels without a text, in one warning, at the first: who leaves them out leaves out most."""
    empty = [(question.id, level) for question in playbook.questions() for level in question.levels if not level.text]
    if len(empty) == 1:
        message = f"level '{empty[0][1].key}' of {empty[0][0]} has no text"
        yield _warning(empty[0][1].where, message, "say what you would see at that level")
    elif empty:
        message = f"{len(empty)} levels have no text, in {join_some(dict.fromkeys(id for id, _ in empty))}"
        yield _warning(empty[0][1].where, message, "say what you would see at each level")


def _check_values_rise(levels: tuple[Level, ...], owner: str) -> Iterator[Problem]:
    for lower, higher in pairwise(levels):
        if higher.value.micro < lower.value.micro:
            message = (
                f"level '{higher.key}' of {owner} is worth {higher.value.text}, less than level '{lower.key}' before it"
            )
            yield _warning(higher.where, message, "write levels lowest first")


def check_next_steps(playbook: Playbook) -> Iterator[Problem]:
    """A next step belongs to a level that exists."""
    for question in playbook.questions():
        for key in question.next:
            if key not in question.by_key:
                message = f"a next step of {question.id} is for level '{shorten(key)}', which it does not have"
                hint = f"its levels are {join_words(question.by_key)}"
                yield Problem(question.at(f"next/{key}"), message, hint)


def check_sources(playbook: Playbook) -> Iterator[Problem]:
    """A source key names a source of the playbook, or `ours`."""
    known, numbers = [*playbook.source_by_id, "ours"], count()
    for question in playbook.questions():
        for key in question.sources:
            if key not in known:
                message = f"{question.id} names the source '{shorten(key)}', which the playbook does not have"
                hint = "describe it in playbook.yaml under 'provenance: {sources: …}'"
                yield _warning(question.at(f"sources/{key}"), message, _suggest(key, known, next(numbers)) or hint)


def check_views(playbook: Playbook) -> Iterator[Problem]:
    """A question names groups that exist, in views that exist."""
    views, numbers = {view.id: [group.id for group in view.groups] for view in playbook.views}, count()
    for question in playbook.questions():
        for view, groups in question.views.items():
            where = question.at(f"views/{view}")
            if view not in views:
                message = f"{question.id} names the view '{shorten(view)}', which the playbook does not have"
                hint = "describe it in playbook.yaml under 'views:'"
                yield Problem(where, message, _suggest(view, views, next(numbers)) or hint)
                continue
            for group in groups:
                if group not in views[view]:
                    message = f"{question.id} names the group '{shorten(group)}', which view '{view}' does not have"
                    hint = "add it to the view's groups"
                    yield Problem(where, message, _suggest(group, views[view], next(numbers)) or hint)


def check_view_coverage(playbook: Playbook) -> Iterator[Problem]:
    """Every question is placed in every view, and every group has a question."""
    for view in playbook.views:
        used: set[str] = set()
        for question in playbook.questions():
            used.update(question.views.get(view.id, ()))
        without = [question for question in playbook.questions() if view.id not in question.views]
        if without:
            verb = "has" if len(without) == 1 else "have"
            message = f"{join_some(question.id for question in without)} {verb} no group in view '{view.id}'"
            yield _warning(without[0].where, message, "name one, or write '{none: reason}'")
        misspelled = used - {group.id for group in view.groups}
        for group in () if misspelled or playbook.hidden else view.groups:  # hidden on purpose, and listed
            if group.id not in used:
                message = f"no question belongs to group '{group.id}' of view '{view.id}'"
                yield _warning(group.where, message, "it will have no score")


def check_play_weights(playbook: Playbook) -> Iterator[Problem]:
    """Play weights count only in a mean of play scores."""
    rule = playbook.scoring
    setting = "'method: sum'" if rule.method == "sum" else "'overall: questions'"
    for play in (one for one in playbook.plays if one.weight.exact != 1 and rule.overall != "plays"):
        message = f"the weight of play {play.id} has no effect with {setting}"
        yield Problem(play.at("weight"), message, "remove it, or weight the questions")


def check_bands(playbook: Playbook) -> Iterator[Problem]:
    """Bands cover the reported scale from end to end; neighbors share their edge; names are unique."""
    bands = playbook.scoring.bands
    if not bands or not any(playbook.questions()):
        return
    falling = [band for band in bands if band.low.micro > band.high.micro]
    for band in falling:
        message = f"band '{shorten(band.name)}' runs from {band.low.text} down to {band.high.text}"
        yield Problem(band.where, message, "write the lower end first")
    upper = playbook.scoring.edge == "upper"
    if not falling:
        yield from _check_band_edges(playbook, bands, upper)
    for band in bands if upper or len(bands) == 1 else bands[:-1]:
        if band.low.micro == band.high.micro:
            message = f"band '{shorten(band.name)}' is the single point {band.low.text}"
            hint = "under 'edge: upper' no score can reach it" if upper else "only the last of several bands may be one"
            yield Problem(band.where, message, hint)
    names = [band.name for band in bands]
    for band in bands:
        if names.index(band.name) != band.number - 1:
            yield Problem(band.where, f"two bands are named '{shorten(band.name)}'", "give each its own name")


def _check_band_edges(playbook: Playbook, bands: tuple[Band, ...], upper: bool) -> Iterator[Problem]:
    first, last = bands[0], bands[-1]
    low, high = scale_ends(playbook)
    # The place may be in the playbook, where whoever writes an overlay cannot change it.
    anew = "; an overlay lists all bands anew under 'scoring:'" if playbook.overlays else ""
    if first.low.exact != low:
        start = decimal_or_fraction(low)
        message = f"the first band begins at {first.low.text}, the scale at {start}"
        yield Problem(first.where, message, f"write 'from: {start}'{anew}")
    for lower, higher in pairwise(bands):
        if lower.high.micro < higher.low.micro:
            yield _gap(lower, higher, upper)
        elif lower.high.micro > higher.low.micro:
            message = f"band '{shorten(higher.name)}' begins at {higher.low.text}, but the one before it ends at {lower.high.text}"
            yield Problem(higher.where, message, "bands may not overlap; give both the same number")
    if last.high.exact != high:
        end = decimal_or_fraction(high)
        message = f"the last band ends at {last.high.text}, the scale at {end}"
        yield Problem(last.where, message, f"write 'to: {end}'{anew}")


def _gap(lower: Band, higher: Band, upper: bool) -> Problem:
    """The fault of a gap between two bands, as in 1.0-1.9, 2.0-2.9, and how to close it without moving a score.

    Under `edge: lower` the edge is where the higher band begins, under `edge: upper` where the lower one ends: each
    score that the published bands name stays in its band.
    """
    middle = decimal_or_fraction((lower.high.exact + higher.low.exact) / 2)
    rounding = f"if scores are rounded before they are compared, write '{middle}' for both"
    if upper:
        message = f"band '{shorten(higher.name)}' begins at {higher.low.text}, but the one before it ends at {lower.high.text}"
        hint = f"write 'from: {lower.high.text}': under 'edge: upper' {lower.high.text} itself stays in the band before"
        return Problem(higher.where, message, f"{hint}; {rounding}")
    message = f"band '{shorten(lower.name)}' ends at {lower.high.text}, but the next one begins at {higher.low.text}"
    label = f"label: {lower.low.text}–{lower.high.text}"
    hint = f"write 'to: {higher.low.text}', which is where the next band begins, and '{label}' to print it as published"
    return Problem(lower.where, message, f"{hint}; {rounding}")


def check_gate(playbook: Playbook) -> Iterator[Problem]:
    """A gate by share needs one numbered scale, a gate by stage needs stages and passing levels."""
    gate = playbook.scoring.gate
    if gate is not None:
        yield from (_check_gate_by_share if gate.by == "share" else _check_gate_by_stage)(playbook, gate)


def _check_gate_by_share(playbook: Playbook, gate: Gate) -> Iterator[Problem]:
    keys = [level.key for level in playbook.scale]
    first = int(keys[0]) if keys and keys[0].isdecimal() else None
    if first is None or keys != [str(first + step) for step in range(len(keys))]:
        message = "a gate by share needs a scale whose keys are consecutive whole numbers"
        yield Problem(gate.where, message, "number the scale 1, 2, 3 …, or remove the gate")
        return
    for question in playbook.questions():
        if not question.on_scale:
            message = f"{question.id} has levels of its own, which a gate by share cannot compare"
            yield Problem(question.at("levels"), message, "use the playbook's scale, or remove the gate")


def _check_gate_by_stage(playbook: Playbook, gate: Gate) -> Iterator[Problem]:
    known = dict.fromkeys(key for question in playbook.questions() for key in question.by_key)
    for key in gate.passing:
        if key not in known:
            message = f"the gate passes at '{shorten(key)}', which is not a level"
            yield Problem(gate.where, message, did_you_mean(key, known))
    for question in playbook.questions():
        if question.stage is None:
            hint = "the gate is by stage; add 'stage: 1' or another whole number"
            yield Problem(question.where, f"{question.id} has no stage", hint)
        if gate.passing and not any(key in question.by_key for key in gate.passing):
            message = f"no level of {question.id} passes the gate"
            hint = f"it passes at {join_words(gate.passing, 'or')}; its levels are {join_words(question.by_key)}"
            yield Problem(question.at("levels"), message, hint)


RULES: tuple[Rule, ...] = (
    check_lengths,
    check_ids,
    check_levels,
    check_next_steps,
    check_same_as,
    check_replaces,
    check_retired,
    check_conditions,
    check_sources,
    check_views,
    check_view_coverage,
    check_play_weights,
    check_bands,
    check_gate,
)


def check_rules(playbook: Playbook) -> Iterable[Problem]:
    """Every problem of a playbook, by every rule."""
    for rule in RULES:
        yield from rule(playbook)
