"""An assessment to a report: what is said, in order, as plain values; no markup."""

from cxassess.report.comparing import same_playbook
from cxassess.report.compose import compose
from cxassess.report.model import Report
from cxassess.report.redact import PARTS

__all__ = ["PARTS", "Report", "compose", "same_playbook"]
