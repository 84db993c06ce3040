"""`cxassess completion`: the script that makes a shell complete commands, options, playbooks, questions and levels."""

from __future__ import annotations

from typing import Annotated

from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.options import argument
from cxassess.cli.shared import write_stdout

# Each gives the line up to the cursor to the program that is being typed, and reads a candidate from each line that it
# prints: the word, a tab, what it means. Without a candidate the shell completes the names of files, as it always does.
_BASH = r"""
_cxassess() {
    local line="${COMP_LINE:0:COMP_POINT}" breaks="" value word prefix
    word="${line##*[[:space:]]}"
    # bash replaces only what follows the last = or : of a word
    [[ $COMP_WORDBREAKS == *=* ]] && breaks+="="
    [[ $COMP_WORDBREAKS == *:* ]] && breaks+=":"
    [[ -n $breaks ]] && prefix="${word%"${word##*[$breaks]}"}"
    COMPREPLY=()
    while IFS=$'\t' read -r value _; do
        COMPREPLY+=("${value#"$prefix"}")
    done < <(_CXASSESS_COMPLETE="$line" "${1/#\~/$HOME}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:] ]]; then
        compopt -o nospace
        # of a single word bash closes the quotes: of two only what both begin with is typed
        [[ $word == [\"\']* ]] && COMPREPLY+=("${COMPREPLY[0]} ")
    fi
    return 0
}
complete -o default -F _cxassess cxassess
"""

_ZSH = r"""
#compdef cxassess
_cxassess() {
    local -a lines closed open
    local line value
    line="${(j: :)words[1,CURRENT-1]} $IPREFIX$PREFIX"
    lines=("${(@f)$(_CXASSESS_COMPLETE="$line" ${~words[1]} 2>/dev/null)}")
    for line in $lines; do
        value="${line%%$'\t'*}"
        if [[ $value == *[=:] ]]; then
            open+=("${value//:/\\:}:${line#*$'\t'}")
        else
            closed+=("${value//:/\\:}:${line#*$'\t'}")
        fi
    done
    if (( $#open + $#closed )); then
        _describe cxassess closed -- open -S ''
    else
        _files
    fi
}
if [[ $funcstack[1] == _cxassess ]]; then
    _cxassess "$@"
else
    compdef _cxassess cxassess
fi
"""

_FISH = r"""
function __cxassess_candidates
    set -l words (commandline -po)
    set -l found (env _CXASSESS_COMPLETE=(commandline -cp | string collect) $words[1] 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c cxassess -f -a '(__cxassess_candidates)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(shell: Annotated[str, argument("The shell that you use.", "|".join(SCRIPTS))]) -> None:
    """Print the script that completes words by the Tab key: commands, options, playbooks, questions and levels.

    \b
    bash   add to ~/.bashrc:  eval "$(cxassess completion bash)"
    zsh    add to ~/.zshrc, after compinit:  eval "$(cxassess completion zsh)"
    fish   cxassess completion fish > ~/.config/fish/completions/cxassess.fish

    Nothing is installed or changed by this command itself.
    """
    if shell not in SCRIPTS:
        raise CommandError(USAGE, f"no completion for '{shell}' (write {', '.join(SCRIPTS)})")
    write_stdout(SCRIPTS[shell].lstrip("\n"))
