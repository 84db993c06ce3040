"""What several test files use: the program as a command, and small playbooks and answers written as files."""

from support.playbooks import tiny, write_answers, write_playbook
from support.program import EXAMPLE, ROOT, cxassess

__all__ = ["EXAMPLE", "ROOT", "cxassess", "tiny", "write_answers", "write_playbook"]
