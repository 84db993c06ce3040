"""The page of the full report, which has every section."""

from functools import partial

from cxassess.output import html as page

html = partial(page.html, size="full")
