"""What a report looks like: a folder of one's own, read, checked, and rendered where it can do no harm.

reading.py finds a folder and reads its template.yaml (colors.py, logo.py); sandbox.py is the environment that
templates are rendered in; faults.py and sheets.py read templates and style sheets from others, pages.py the page
they made; guarded.py does all that in a process of its own, under limits.
"""

from cxassess.output.template.reading import FILE, Template, leadership, names, read_template, shipped_folder

__all__ = ["FILE", "Template", "leadership", "names", "read_template", "shipped_folder"]
