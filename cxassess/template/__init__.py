"""An agency's look: a folder that is read, checked, and rendered where it can do no harm.

config.py reads a folder's template.yaml (colors.py: its colors; report_sizes.py: which sections a size has); sandbox.py is the environment that templates are
rendered in; lint/ checks templates from others, their style sheet and logo, and the page they make; worker.py runs all
that in a child process under limits.
"""

from cxassess.template.config import TEMPLATE_FILE, Template, default_template, read_template, shipped_templates
from cxassess.template.report_sizes import DEFAULT_SIZE, SIZES

__all__ = [
    "DEFAULT_SIZE",
    "SIZES",
    "TEMPLATE_FILE",
    "Template",
    "default_template",
    "read_template",
    "shipped_templates",
]
