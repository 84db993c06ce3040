"""Arguments in, exit code out: one module a command; the only importer of typer."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cxassess.cli.shared import BUG, NO_ACCESS, NoColor, Quiet, Reporter, Stop, apply_output_options

# The commands in the order of `--help`: each has a module of its name.
COMMANDS = {
    "demo": "Make an example: a fictional agency, its result and report.",
    "assess": "Ask the questions one by one; every answer is saved at once.",
    "answer": "Answer without being asked: all that is given, or nothing.",
    "next": "Print the next open question, and how to answer it.",
    "merge": "Join answer files of several people into a new one.",
    "check": "Name every fault in files, with its place and what to do.",
    "score": "Score answer files by the rule of their playbook.",
    "explain": "Show how a number came about, to redo it by hand.",
    "report": "Make a maturity report from an answer file.",
    "playbooks": "List the playbooks and the overlays that tailor them.",
    "show": "Read a playbook: its plays, questions and levels.",
    "new": "Start a playbook or an overlay of your own.",
    "examples": "Read what agencies did for their customers, and what came of it.",
    "schema": "Print the JSON Schema of a kind of file.",
}


def program(name: str = "") -> typer.Typer:
    """The program with the one command that was typed; without one, with all of them as `--help` lists them.

    To build every command with its options takes longer than to score a file.
    """
    app = typer.Typer(
        name="cxassess",
        help="Customer-experience maturity self-assessments: ask, score and report. Start with: cxassess demo",
        rich_markup_mode=None,  # rich costs as much as everything else together
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
    )
    app.callback()(_options)
    if name in COMMANDS:
        line = COMMANDS[name]
        module = importlib.import_module(f"cxassess.cli.{name}")
        app.command(name, help=getattr(module, "HELP", line))(getattr(module, name))
        return app
    for join_words, line in COMMANDS.items():
        app.command(join_words, help=line)(_only_listed)
    return app


def _only_listed() -> None:
    """Stands for a command in the list of `--help`; a command that is typed is built as itself."""


def _version(asked: bool) -> None:
    if asked:
        from cxassess import __version__

        print(f"cxassess {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    apply_output_options(quiet, no_color)


def main() -> None:
    """Run the command line and leave with its exit code (README, "Exit codes")."""
    # A command makes many small values and ends; looking for cycles among them took a tenth of it.
    gc.set_threshold(200_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a cp1252 terminal must not end a session
    code = _run() if sys.stdout is not None else _closed()
    gc.freeze()  # and at its end it need not look once more
    sys.exit(code)


def _closed() -> int:
    sys.stdout = sys.stderr
    Reporter.error("cxassess: standard output is closed")
    return NO_ACCESS


def _run() -> int:
    try:
        # Not the built-in next(): once its module is imported, that name here is the command `next`.
        words = [word for word in sys.argv[1:] if not word.startswith("-")]
        code = int(program(words[0] if words else "")(standalone_mode=False) or 0)
        sys.stdout.flush()
        return code
    except Stop as stop:
        for line in stop.lines:
            Reporter.error(f"cxassess: {line}")
        return stop.code
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_stdout()
        return NO_ACCESS
    except OSError as error:  # without a file's name it is what was printed
        _drop_stdout()
        Reporter.error(f"cxassess: {error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}")
        return NO_ACCESS
    except Exception as error:
        return _usage(error) or _bug(error)


def _usage(error: Exception) -> int:
    """The code of a mistake on the command line, printed by click; 0 when it is something else."""
    show, code = getattr(error, "show", None), getattr(error, "exit_code", 0)
    if not callable(show):
        return 0
    show()
    return int(code)


def _drop_stdout() -> None:
    """Keep the interpreter from complaining about a reader that went away."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123


def _bug(error: Exception) -> int:
    """A fault of ours, told without the text that people typed."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "?"
    Reporter.error(f"cxassess: this is a bug of ours ({type(error).__name__} at {where}); nothing was written over.")
    Reporter.error("Please report it with the command that you typed; CXASSESS_DEBUG=1 shows the details.")
    if os.environ.get("CXASSESS_DEBUG"):
        raise error
    return BUG
