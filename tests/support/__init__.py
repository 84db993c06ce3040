"""What several test files use: the program as a command, and small playbooks and answers written as files."""

from support.playbooks import tiny, write_answers, write_playbook
from support.program import EXAMPLE, PROGRAM, ROOT, cxassess, cxassess_process, process_environment

__all__ = [
    "EXAMPLE",
    "PROGRAM",
    "ROOT",
    "cxassess",
    "cxassess_process",
    "process_environment",
    "tiny",
    "write_answers",
    "write_playbook",
]
