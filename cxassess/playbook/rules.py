"""What a playbook must hold to be scored: a flat list of small rules, run again after the overlays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import count, pairwise

from cxassess.exact import digits
from cxassess.playbook.model import Band, Level, Play, Playbook, Question
from cxassess.problems import MAX_HINTED, Location, Problem
from cxassess.text import did_you_mean, join_words, shorten

Rule = Callable[[Playbook], Iterator[Problem]]


def _warning(where: Location, message: str, hint: str = "") -> Problem:
    return Problem(where, message, hint, warning=True)


def _near(word: str, known: Iterable[str], said: int) -> str:
    """The known word that is meant, looked up for the first faults only: of 20,000 nobody reads more."""
    return did_you_mean(word, known) if said < MAX_HINTED else ""


def ids_are_unique(playbook: Playbook) -> Iterator[Problem]:
    """Plays and questions share one set of ids, because targets name both."""
    first: dict[str, Location] = {}
    for play in playbook.plays:
        things: tuple[Play | Question, ...] = (play, *play.questions)
        for thing in things:
            if thing.id.lower() == "overall":
                yield Problem(
                    thing.where, f"'{thing.id}' cannot be an id", "it names the whole in targets; use another id"
                )
            if thing.id in first:
                yield Problem(
                    thing.where,
                    f"the id '{thing.id}' stands here a second time",
                    f"the first is at {first[thing.id]}; give one of them another id",
                )
            first.setdefault(thing.id, thing.where)


def levels_rise(playbook: Playbook) -> Iterator[Problem]:
    """Levels stand lowest first; a value that falls is odd and allowed."""
    if len(playbook.scale) == 1:
        yield Problem(playbook.scale[0].where, "the scale has one level only", "name at least two")
    yield from _falls(playbook.scale, "the scale")
    for question in playbook.questions():
        if len(question.levels) < 2 and not question.on_scale:
            yield Problem(question.at("levels"), f"{question.id} has one level only", "describe at least two")
        if not question.on_scale:
            yield from _falls(question.levels, question.id)
        for level in question.levels:
            if not level.text:
                yield _warning(
                    level.where,
                    f"level '{level.key}' of {question.id} has no text",
                    "say what one would see at that level",
                )


def _falls(levels: tuple[Level, ...], whose: str) -> Iterator[Problem]:
    for lower, higher in pairwise(levels):
        if higher.value.micro < lower.value.micro:
            message = (
                f"level '{higher.key}' of {whose} is worth {higher.value.text}, less than level '{lower.key}' before it"
            )
            yield _warning(higher.where, message, "levels are written lowest first")


def next_steps_name_levels(playbook: Playbook) -> Iterator[Problem]:
    """A next step belongs to a level that exists."""
    for question in playbook.questions():
        for key in question.next:
            if key not in question.by_key:
                hint = f"its levels are {join_words(question.by_key)}"
                yield Problem(
                    question.at(f"next/{key}"),
                    f"a next step of {question.id} is for level '{shorten(key)}', which it does not have",
                    hint,
                )


def sources_resolve(playbook: Playbook) -> Iterator[Problem]:
    """A source key names a source of the playbook, or `ours`."""
    known, said = [*playbook.source_by_id, "ours"], count()
    for question in playbook.questions():
        for key in question.sources:
            if key not in known:
                hint = _near(key, known, next(said)) or "describe it in playbook.yaml under 'provenance: {sources: …}'"
                yield _warning(
                    question.at(f"sources/{key}"),
                    f"{question.id} names the source '{shorten(key)}', which the playbook does not have",
                    hint,
                )


def views_resolve(playbook: Playbook) -> Iterator[Problem]:
    """A question names groups that exist, in views that exist."""
    views, said = {view.id: [group.id for group in view.groups] for view in playbook.views}, count()
    for question in playbook.questions():
        for view, groups in question.views.items():
            if view not in views:
                yield Problem(
                    question.at(f"views/{view}"),
                    f"{question.id} names the view '{shorten(view)}', which the playbook does not have",
                    _near(view, views, next(said)) or "describe it in playbook.yaml under 'views:'",
                )
                continue
            for group in groups:
                if group not in views[view]:
                    hint = _near(group, views[view], next(said)) or "add it to the view's groups"
                    yield Problem(
                        question.at(f"views/{view}"),
                        f"{question.id} names the group '{shorten(group)}', which view '{view}' does not have",
                        hint,
                    )


def views_are_full(playbook: Playbook) -> Iterator[Problem]:
    """Every question is placed in every view, and every group has a question."""
    for view in playbook.views:
        used: set[str] = set()
        for question in playbook.questions():
            used.update(question.views.get(view.id, ()))
            if view.id not in question.views:
                yield _warning(
                    question.where,
                    f"{question.id} has no group in view '{view.id}'",
                    "name one, or write '{none: reason}'",
                )
        misspelled = used - {group.id for group in view.groups}
        for group in () if misspelled or playbook.hidden else view.groups:  # hidden on purpose, and listed
            if group.id not in used:
                yield _warning(
                    group.where,
                    f"no question belongs to group '{group.id}' of view '{view.id}'",
                    "it will have no score",
                )


def play_weights_have_a_meaning(playbook: Playbook) -> Iterator[Problem]:
    """Play weights count only in a mean of play scores."""
    rule = playbook.scoring
    if rule.overall == "plays":
        return
    why = "'method: sum'" if rule.method == "sum" else "'overall: questions'"
    for play in playbook.plays:
        if play.weight.exact != 1:
            yield Problem(
                play.at("weight"),
                f"the weight of play {play.id} has no meaning under {why}",
                "remove it, or weight the questions",
            )


def bands_tile(playbook: Playbook) -> Iterator[Problem]:
    """Bands cover the reported scale from end to end; neighbors share their edge."""
    bands = playbook.scoring.bands
    if not bands or not any(playbook.questions()):
        return
    falling = [band for band in bands if band.low.micro > band.high.micro]
    for band in falling:
        yield Problem(
            band.where,
            f"band '{shorten(band.name)}' runs from {band.low.text} down to {band.high.text}",
            "write the lower end first",
        )
    if not falling:
        yield from _edges(bands, *scale_ends(playbook))
    upper = playbook.scoring.edge == "upper"
    for band in bands if upper or len(bands) == 1 else bands[:-1]:
        if band.low.micro == band.high.micro:
            yield Problem(
                band.where,
                f"band '{shorten(band.name)}' is the single point {band.low.text}",
                "under 'edge: upper' no score can reach it" if upper else "only the last of several bands may be one",
            )
    names = [band.name for band in bands]
    for band in bands:
        if names.index(band.name) != band.number - 1:
            yield Problem(band.where, f"two bands are named '{shorten(band.name)}'", "give each its own name")


def _edges(bands: tuple[Band, ...], low: Fraction, high: Fraction) -> Iterator[Problem]:
    first, last = bands[0], bands[-1]
    if first.low.exact != low:
        yield Problem(
            first.where,
            f"the first band begins at {first.low.text}, the scale at {decimal(low)}",
            f"write 'from: {decimal(low)}'",
        )
    for lower, higher in pairwise(bands):
        if lower.high.micro != higher.low.micro:
            message = f"band '{shorten(higher.name)}' begins at {higher.low.text}, the one before it ends at {lower.high.text}"
            yield Problem(higher.where, message, f"neighbors share their edge; write 'from: {lower.high.text}'")
    if last.high.exact != high:
        yield Problem(
            last.where,
            f"the last band ends at {last.high.text}, the scale at {decimal(high)}",
            f"write 'to: {decimal(high)}'",
        )


def scale_ends(playbook: Playbook) -> tuple[Fraction, Fraction]:
    """The lowest and highest overall score there can be, on the reported scale."""
    questions = list(playbook.questions())
    if playbook.scoring.method == "sum":
        low = sum(question.weight.exact * Fraction(question.lowest, 10**6) for question in questions)
        high = sum(question.weight.exact * Fraction(question.highest, 10**6) for question in questions)
        return Fraction(low), Fraction(high)
    low = Fraction(min(question.lowest for question in questions), 10**6)
    high = Fraction(max(question.highest for question in questions), 10**6)
    return rescaled(playbook, low), rescaled(playbook, high)


def rescaled(playbook: Playbook, score: Fraction) -> Fraction:
    """A score on the reported scale: `to₀ + (score − from₀) · (to₁ − to₀) / (from₁ − from₀)`."""
    rule = playbook.scoring.rescale
    if rule is None:
        return score
    (a, b), (c, d) = rule.from_, rule.to
    return c.exact + (score - a.exact) * (d.exact - c.exact) / (b.exact - a.exact)


def decimal(value: Fraction) -> str:
    """A fraction as a decimal of at most six places where it is one, else as a fraction."""
    for places in range(7):
        if (value * 10**places).denominator == 1:
            return digits(value, places)
    return str(value)


def gate_fits(playbook: Playbook) -> Iterator[Problem]:
    """A gate by share needs one numbered scale, a gate by stage needs stages and passing levels."""
    gate = playbook.scoring.gate
    if gate is None:
        return
    check = _share_fits if gate.by == "share" else _stage_fits
    yield from check(playbook)


def _share_fits(playbook: Playbook) -> Iterator[Problem]:
    gate = playbook.scoring.gate
    assert gate is not None
    keys = [level.key for level in playbook.scale]
    numbered = bool(keys) and all(key.isdecimal() and str(int(key)) == key for key in keys)
    if not numbered or [int(key) for key in keys] != list(range(int(keys[0]), int(keys[0]) + len(keys))):
        yield Problem(
            gate.where,
            "a gate by share needs a scale whose keys are consecutive whole numbers",
            "number the scale 1, 2, 3 …, or remove the gate",
        )
        return
    for question in playbook.questions():
        if not question.on_scale:
            yield Problem(
                question.at("levels"),
                f"{question.id} has levels of its own, which a gate by share cannot compare",
                "use the playbook's scale, or remove the gate",
            )


def _stage_fits(playbook: Playbook) -> Iterator[Problem]:
    gate = playbook.scoring.gate
    assert gate is not None
    known = dict.fromkeys(key for question in playbook.questions() for key in question.by_key)
    for key in gate.passing:
        if key not in known:
            yield Problem(
                gate.where, f"the gate passes at '{shorten(key)}', which is no level", did_you_mean(key, known)
            )
    for question in playbook.questions():
        if question.stage is None:
            yield Problem(
                question.where,
                f"{question.id} has no stage",
                "the gate is by stage; add 'stage: 1' or another whole number",
            )
        if gate.passing and not any(key in question.by_key for key in gate.passing):
            yield Problem(
                question.at("levels"),
                f"no level of {question.id} passes the gate",
                f"it passes at {join_words(gate.passing, 'or')}; its levels are {join_words(question.by_key)}",
            )


RULES: tuple[Rule, ...] = (
    ids_are_unique,
    levels_rise,
    next_steps_name_levels,
    sources_resolve,
    views_resolve,
    views_are_full,
    play_weights_have_a_meaning,
    bands_tile,
    gate_fits,
)


def check_rules(playbook: Playbook) -> Iterable[Problem]:
    """Every complaint of every rule about a playbook."""
    for rule in RULES:
        yield from rule(playbook)
