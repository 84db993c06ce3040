"""What a report looks like: a folder of one's own, read, checked, and rendered where it can do no harm.

config.py reads a folder's template.yaml (branding.py, logo.py); sandbox.py is the environment that templates are
rendered in; lint_jinja.py and lint_css.py read templates and style sheets from others, lint_html.py the page they
made; worker.py does all that in a process of its own, under limits.
"""

from cxassess.template.config import FILE, Template, leadership, names, read_template, shipped_template

__all__ = ["FILE", "Template", "leadership", "names", "read_template", "shipped_template"]
