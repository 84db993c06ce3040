"""A fictional department: the answers of six bureaus in two years, as docs/many-assessments.md shows them."""

from __future__ import annotations

from pathlib import Path

from cxassess.playbook import load_playbook
from support.program import ROOT

# A bureau, its staff, and how mature it is, in levels.
BUREAUS = [
    ("Appeals", 120, 2),
    ("Benefits", 2400, 4),
    ("Field Services", 5100, 2),
    ("Inspections", 310, 3),
    ("Licensing", 640, 3),
    ("Records", 85, 2),
]
WEAK = {"Benefits": "P8", "Inspections": "P4", "Licensing": "P6", "Field Services": "P3"}
RISING = {"Field Services": "P1", "Licensing": "P6", "Appeals": "P2"}
FALLING = {"Benefits": "P7"}

# People of one bureau, their roles, and by how much they rate higher than each other.
PEOPLE = [
    ("Ana Ortiz", "Leader", 1),
    ("Ben Cole", "Leader", 1),
    ("Cam Diaz", "Front line", -1),
    ("Dee Park", "Front line", 0),
    ("Eli Shah", "IT", 0),
]


def write_department(folder: Path) -> None:
    """Write fy2026/ and fy2027/ with a file for each bureau, in one of which a level is wrong; and the files of five people."""
    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    for year in (2026, 2027):
        (folder / f"fy{year}").mkdir()
        for place, (name, staff, mature) in enumerate(BUREAUS):
            lines = [
                "playbook: act-iac-cx-2018",
                'version: "2.0"',
                f"subject: {{agency: Department of Examples, component: {name}, tags: {{staff: {staff}}}}}",
                "respondent: {role: CX lead}",
                f"date: {year - 1}-11-{place + 10}",
                "answers:",
            ]
            for number, question in enumerate(playbook.questions()):
                level = _level(name, mature, question.play, (number * 7 + place * 3) % 4, year == 2027)
                lines.append(f"  {question.id}: {level}")
            if (name, year) == ("Records", 2027):
                lines = [line.replace("P3.2: ", "P3.2: 2") for line in lines]
            lines.append("targets: {overall: {score: 3}}")
            path = folder / f"fy{year}" / f"{name.lower().replace(' ', '-')}.yaml"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _write_people(folder, [question.id for question in playbook.questions() if question.play in ("P1", "P2")])


def _write_people(folder: Path, ids: list[str]) -> None:
    """Write people/ with five people's answers to the first two plays; one of them does not know one answer."""
    (folder / "people").mkdir()
    for place, (name, role, higher) in enumerate(PEOPLE):
        lines = [
            "playbook: act-iac-cx-2018",
            'version: "2.0"',
            "subject: {agency: Department of Examples, component: Records}",
            f"respondent: {{name: {name}, role: {role}}}",
            f"date: 2026-11-{place + 20}",
            "answers:",
        ]
        for number, id in enumerate(ids):
            level = min(5, max(1, 2 + higher * (number % 3) + (number + place) % 2))
            lines.append(f"  {id}: {'dk' if (place, number) == (4, 2) else level}")
        path = folder / "people" / f"{name.split()[0].lower()}.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _level(bureau: str, mature: int, play: str, spread: int, is_later: bool) -> int:
    level = mature + (spread == 3) - (spread == 0) - (WEAK.get(bureau) == play)
    if is_later:
        level += (RISING.get(bureau) == play) - (FALLING.get(bureau) == play)
    return min(5, max(1, level))
