"""WeasyPrint without access to the network, to files, or to the terminal."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import logging
import warnings
from collections.abc import Iterator
from typing import Any

from cxassess.problems import Unavailable

PANGO_MISSING = """\
PDF needs Pango, a system library, which was not found. Install it:
  Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  Fedora, RHEL:   dnf install pango
  macOS:          brew install pango
The HTML report needs none of this."""

WEASYPRINT_MISSING = """\
PDF needs the Python package WeasyPrint, which was not found. Install it:
  python -m pip install "weasyprint==70.0"
The HTML report needs none of this."""


# Style sheets ask with @supports what a program can do; WeasyPrint 70 does not know @supports, which means no.
_EXPECTED_WARNING = "Unknown rule <AtRule @supports"


class DataUrlFetcher:
    """A URL fetcher that decodes `data:` URLs and nothing else: no handler here opens a file or a socket."""

    # WeasyPrint reads this after a refusal: False leaves the place empty, True would end the rendering.
    _fail_on_errors = False

    def __init__(self, weasyprint: Any) -> None:
        self._response = weasyprint.urls.URLFetcherResponse

    def __call__(self, url: str) -> Any:
        """Return the content of a `data:` URL as WeasyPrint's response; raises ValueError for any other."""
        if not url[:5].lower() == "data:":
            raise ValueError("only data: URLs are read")
        from urllib.request import DataHandler, Request

        answer = DataHandler().data_open(Request(url))
        return self._response(url, answer.read(), dict(answer.headers))


def import_weasyprint() -> Any:
    """Return the module weasyprint, or raise Unavailable."""
    try:
        # Without Pango it prints a hint of its own.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return importlib.import_module("weasyprint")
    except ImportError:
        raise Unavailable(WEASYPRINT_MISSING) from None
    except OSError:
        raise Unavailable(PANGO_MISSING) from None


@contextlib.contextmanager
def capture_warnings(remarks: list[str]) -> Iterator[None]:
    """Keep warnings and log messages of libraries off the terminal; those of WeasyPrint are added to `remarks`."""
    logger = logging.getLogger("weasyprint")

    def take(record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.levelno >= logging.WARNING and not message.startswith(_EXPECTED_WARNING):
            remarks.append(message)
        return False  # and so no handler ever sees it

    logger.addFilter(take)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeFilter(take)


@contextlib.contextmanager
def collect_garbage_rarely() -> Iterator[None]:
    """Make Python collect garbage rarely: hardly anything of a report can be freed before its end.

    With the usual thresholds collecting takes an eighth of the time; with these a thirtieth, for 2 MB more.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
