"""Arguments in, exit code out: a module of `commands` for each command; the only importer of typer.

Without the annotations import, as in `options`: typer would evaluate the text of every annotation several times.
"""

import functools
import importlib
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from cxassess.cli.exit_codes import INTERNAL_ERROR, INTERRUPTED, NO_ACCESS, USAGE, CommandError
from cxassess.cli.options import NoColorOption, QuietOption
from cxassess.cli.shared import Reporter, access_error
from cxassess.cli.streams import prepare_streams

# The commands in the order of `--help`: each has a module of its name (see _MODULES).
COMMANDS = {
    "demo": "Create an example: a fictional agency with its result and report.",
    "assess": "Ask the questions one by one; every answer is saved at once.",
    "answer": "Save answers given as arguments: all of them, or none.",
    "next": "Print the next open question, and how to answer it.",
    "migrate": "Update an answer file to the present edition of its playbook.",
    "export": "Write questions to a workbook, table or form that people fill in.",
    "import": "Bring filled-in workbooks and tables back into answer files.",
    "status": "Show who has answered what, and what is still open.",
    "merge": "Merge the answer files of several people into a new one.",
    "check": "List every problem in the files, where it is and how to fix it.",
    "score": "Score answer files by the rule of their playbook.",
    "explain": "Show how a number was worked out, step by step.",
    "compare": "Show what moved between answer files or folders of two or more dates.",
    "report": "Make a maturity report from an answer file, or a folder of reports from many.",
    "playbooks": "List the playbooks and the overlays that tailor them.",
    "show": "Read a playbook: its plays, questions and levels.",
    "new": "Start a playbook or an overlay of your own.",
    "examples": "See what agencies did for their customers, and the results.",
    "tools": "Templates that you may copy, such as a journey map or a research plan.",
    "schema": "Print the JSON Schema of a kind of file.",
    "completion": "Print the script that completes words in bash, zsh or fish.",
    "help": "Show how a command is used: cxassess help COMMAND.",
}


_MODULES = {"import": "import_"}  # of commands whose name Python keeps for itself: the module, and its function


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
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_set_options)
    if name in COMMANDS and name != "help":
        python_name = _MODULES.get(name, name)
        module = importlib.import_module(f"cxassess.cli.commands.{python_name}")
        command = _with_output_options(getattr(module, python_name))
        app.command(name)(command)
        return app
    for command_name, line in COMMANDS.items():
        app.command(command_name, help=line)(_listed_only)
    return app


def _with_output_options(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """The command with the options --quiet and --no-color, which every command has."""

    @functools.wraps(command)
    def run(*, quiet: bool, no_color: bool, **arguments: Any) -> int | None:
        _set_options(quiet=Reporter.quiet or quiet, no_color=no_color)
        return command(**arguments)

    options = {"quiet": QuietOption, "no_color": NoColorOption}
    signature = inspect.signature(command, eval_str=True)
    parameters = [*signature.parameters.values()]
    for name, option in options.items():
        parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=option))
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    # Evaluated once: typer would evaluate the text of each annotation three times.
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": int | None}
    return run


def _listed_only() -> None:
    """A placeholder for a command in the list of `--help`; the command that is typed is built in full."""


def _print_version(wanted: bool) -> None:
    if wanted:
        from cxassess import __version__

        print(f"cxassess {__version__}")
        raise typer.Exit


def _set_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> None:
    """Apply the options before a command's name."""
    Reporter.quiet = quiet
    if no_color:
        os.environ["NO_COLOR"] = "1"


def main() -> None:
    """Run the command line and leave with its exit code (README, "Exit codes")."""
    prepare_streams()
    code = _run() if sys.stdout is not None else _report_closed_stdout()
    sys.exit(code)


def _report_closed_stdout() -> int:
    sys.stdout = sys.stderr
    return Reporter.failure(CommandError(NO_ACCESS, "standard output is closed"))


def _run() -> int:
    """Run the command that was typed; its exit code."""
    try:
        if "_CXASSESS_COMPLETE" in os.environ:
            return _print_candidates(os.environ["_CXASSESS_COMPLETE"])
        name, arguments = _command_typed(sys.argv[1:])
        if name and name not in COMMANDS:
            raise _unknown_command(name)
        code = int(program(name)(arguments, standalone_mode=False) or 0)
        sys.stdout.flush()
        return code
    except CommandError as error:
        return Reporter.failure(error)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:  # without a file's name it is what was printed
        _discard_stdout()
        return Reporter.failure(access_error(error, error.filename or "standard output"))
    except Exception as error:
        return _report_usage(error) or _report_internal_error(error)


def _print_candidates(line: str) -> int:
    """Print what the last word of a line can become, for the script of `cxassess completion`."""
    from cxassess.cli.candidates import candidate_lines

    for candidate in candidate_lines(line, COMMANDS, program):
        print(candidate)
    sys.stdout.flush()
    return 0


def _command_typed(typed: list[str]) -> tuple[str, list[str] | None]:
    """The name of the command that was typed, '' for none, and other arguments to use: `help X` is `X --help`."""
    words = [word for word in typed if not word.startswith("-")]
    if words[:1] == ["help"]:
        name = words[1] if len(words) > 1 else ""
        return name, [*filter(None, [name]), "--help"]
    name = words[0] if words else ""  # not by next(): once its module is imported, that is the command here
    options = typed[: typed.index(name)] if name else []
    return ("" if {"-h", "--help"} & {*options} else name), None


def _unknown_command(name: str) -> CommandError:
    """The error of a word that is no command, whatever its capitals, with the nearest one."""
    from cxassess.text import did_you_mean, shorten

    hint = did_you_mean(name, COMMANDS) or "'cxassess --help' lists them"
    return CommandError(USAGE, f"no command '{shorten(name)}' ({hint})")


def _report_usage(error: Exception) -> int:
    """The exit code of a mistake on the command line, printed by click; 0 when it is something else."""
    show, code = getattr(error, "show", None), getattr(error, "exit_code", 0)
    if not callable(show):
        return 0
    from cxassess.text import cut, safe_text

    error.message = safe_text(cut(str(getattr(error, "message", error))))  # type: ignore[attr-defined]
    show()
    return int(code)


def _discard_stdout() -> None:
    """Discard what is still to be printed, so that the interpreter does not fail on it at exit."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123


def describe_internal_error(error: Exception) -> str:
    """What an internal error was and where, without the text that people typed."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "?"
    return f"internal error ({type(error).__name__} at {where})"


def _report_internal_error(error: Exception) -> int:
    """Print an internal error; its exit code."""
    Reporter.error(f"cxassess: {describe_internal_error(error)}; no file was overwritten.")
    Reporter.error("Please report it with the command you typed; CXASSESS_DEBUG=1 shows the details.")
    if os.environ.get("CXASSESS_DEBUG"):
        raise error
    return INTERNAL_ERROR
