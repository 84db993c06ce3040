"""`cxassess tools`: short templates to copy, such as a journey map or a research plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cxassess.cli.exit_codes import BAD_PLAYBOOK, USAGE, CommandError
from cxassess.cli.named_playbooks import catalog
from cxassess.cli.options import ForceOption, argument, option
from cxassess.cli.shared import Reporter, print_lines, report_problems, write_output, write_stdout
from cxassess.playbook.tools import Tool, load_tools
from cxassess.text import join_words

WORD_HELP = "The name of a tool, to print or save it; or words, to list the tools that have all of them."


def tools(
    word: Annotated[str, argument(WORD_HELP, "[WORD]")] = "",
    output: Annotated[str, option("--output -o", "Save one tool in this file: .md, .docx or .html.", "FILE")] = "",
    force: ForceOption = False,
) -> None:
    """Templates that you may copy, such as a journey map or a research plan."""
    from cxassess.output.tools import FORMATS

    suffix = Path(output).suffix.lower()
    if output and suffix not in FORMATS:
        raise CommandError(
            USAGE, f"{output}: a tool is saved as {join_words(FORMATS, 'or')} (end the name in one of these)"
        )
    with report_problems("tools", BAD_PLAYBOOK):
        known = list(load_tools(catalog()))
    matches = [tool for tool in known if tool.id == word] or [tool for tool in known if tool.contains(word)]
    if not matches:
        raise CommandError(
            USAGE, f"no tool mentions '{word}' (there are {join_words(tool.id for tool in known) or 'none'})"
        )
    if output and len(matches) > 1:
        raise CommandError(USAGE, f"-o saves one tool (name it: {join_words((tool.id for tool in matches), 'or')})")
    if output:
        write_output(output, FORMATS[suffix](matches[0]), force)
        Reporter.note(f"Wrote {output}")
    elif word and len(matches) == 1:
        write_stdout(matches[0].text)
    else:
        print_lines(_line(tool) for tool in matches)


def _line(tool: Tool) -> str:
    return f"{tool.id}  {tool.title}. {tool.summary}"
