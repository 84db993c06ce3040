"""One report of many, made in any process: from the paths of its answers to its bytes and what is said about it."""

from __future__ import annotations

import contextlib
import gc
import io
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from cxassess.answers import Library
from cxassess.cli.batch_task import report_internal
from cxassess.cli.exit_codes import SUCCESS, CommandError
from cxassess.cli.report_file import Style, compose_report, render, report_missing_glyphs, shared_content
from cxassess.cli.shared import Reporter, check_comparable, score_answers
from cxassess.playbook.shared_content import SharedContent
from cxassess.scoring.measures import across_editions
from cxassess.template import DEFAULT_SIZE


class Order(NamedTuple):
    """A report to make: of which answers, compared with which earlier ones ('' for none), and the name of its file.

    `inputs` is the digest of everything that it is made from.
    """

    path: str
    earlier: str
    name: str
    inputs: str = ""


class Made(NamedTuple):
    """What became of an order: the report, None where there is none, the exit code, and what is said on standard error."""

    data: bytes | None
    code: int
    messages: str


class Maker(NamedTuple):
    """How reports are made; all of it can be pickled. `allow_other`: earlier answers may be about another subject."""

    library: Library
    style: Style
    suffix: str
    allow_other: bool
    quiet: bool

    def __call__(self) -> Callable[[Order], Made]:
        """The function that makes a report; it reads each playbook once."""
        Reporter.quiet = self.quiet
        library = Library(self.library.catalog, self.library.given, self.library.overlays)
        return partial(self.make, library, {})

    def make(self, library: Library, shared: dict[str, SharedContent], order: Order) -> Made:
        """The report of an order; what would be printed about it is kept. `shared` keeps what playbooks share, by path."""
        messages = io.StringIO()
        with contextlib.redirect_stderr(messages):
            try:
                return Made(self._render(library, shared, order), SUCCESS, messages.getvalue())
            except CommandError as error:
                code = Reporter.failure(error)
            except Exception as error:
                code = report_internal(order.path, error)
            finally:
                gc.collect()  # a page is full of cycles, and a command looks for them seldom: memory would grow
        return Made(None, code, messages.getvalue())

    def _render(self, library: Library, shared: dict[str, SharedContent], order: Order) -> bytes:
        with contextlib.redirect_stderr(io.StringIO()):  # its warnings were printed when it was read first
            assessment = score_answers(order.path, library)
            earlier = score_answers(order.earlier, library) if order.earlier else None
        if earlier is not None:
            check_comparable(assessment, earlier, self.allow_other)
            earlier = across_editions(earlier, assessment)
        where = assessment.playbook.where.path
        if where not in shared:
            shared[where] = shared_content(assessment.playbook)
        composed = compose_report(assessment, earlier, self.style, shared[where])
        if self.suffix == ".pdf":
            report_missing_glyphs(composed, order.path)
        return render(assessment, composed, self.suffix, self.style.size or DEFAULT_SIZE, self.style.look)
