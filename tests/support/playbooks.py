"""Small playbooks and answer files that tests write from flow text."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_playbook(folder: Path, head: str, plays: dict[str, str]) -> Path:
    """A playbook folder from the text of playbook.yaml (without `plays`) and of each play."""
    (folder / "plays").mkdir(parents=True)
    play_lines = "".join(f"  - plays/{name}.yaml\n" for name in plays)
    (folder / "playbook.yaml").write_text(f"{head.rstrip()}\nplays:\n{play_lines}", encoding="utf-8")
    for name, text in plays.items():
        (folder / "plays" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def tiny(
    folder: Path,
    scoring: str = "{}",
    plays: dict[str, list[dict[str, Any]]] | None = None,
    scale: str = "{1: {name: Low}, 2: {name: Mid}, 3: {name: High}}",
    views: str = "{}",
) -> Path:
    """A playbook `tiny` by flow text: each play a list of questions, each question its own fields beyond the defaults."""
    plays = plays or {"A": [{}, {}], "B": [{}]}
    texts = {}
    for play, questions in plays.items():
        weight = next((q.pop("play_weight") for q in questions if "play_weight" in q), 1)
        lines = [f"id: {play}", f"title: Play {play}", f"weight: {weight}", "questions:"]
        for number, fields in enumerate(questions, 1):
            fields = {"levels": "{1: one, 2: two, 3: three}", "text": f"Question {play}{number}?", **fields}
            lines.append(f"  - id: {play}{number}")
            lines += [f"    {name}: {value}" for name, value in fields.items()]
        texts[play] = "\n".join(lines) + "\n"
    head = f'id: tiny\nversion: "1"\ntitle: A tiny playbook\nscoring: {scoring}\nviews: {views}\n'
    return write_playbook(folder / "tiny", head + (f"scale: {scale}\n" if scale else ""), texts)


def write_answers(path: Path, answers: str, playbook: str = "tiny", more: str = "") -> Path:
    """An answer file from the flow text of its answers."""
    path.write_text(f'playbook: {playbook}\nversion: "1"\n{more}answers: {answers}\n', encoding="utf-8")
    return path
