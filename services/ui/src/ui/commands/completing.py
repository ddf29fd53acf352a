"""Completion for shells: scripts made from the commands themselves."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from ui.client import Gateway
from ui.commands import Add
from ui.screen import Screen

SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True)
class Known:
    """What may follow a command: words, options, or the names of files."""

    about: str
    words: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    files: bool = False


def register(add: Add) -> None:
    """Add this command."""
    made = add(
        "completion",
        completion,
        "print a script that completes commands in your shell",
        "completion bash > ~/.local/share/bash-completion/completions/sihteeri",
        "completion zsh > ~/.zfunc/_sihteeri",
        "completion fish > ~/.config/fish/completions/sihteeri.fish",
    )
    made.add_argument("shell", choices=SHELLS)
    made.set_defaults(local=True)


def completion(_gateway: Gateway, arguments: argparse.Namespace, _screen: Screen) -> None:
    """Print the script."""
    root = arguments.root
    about = {name: said for group in root.groups.values() for name, said in group.items()}
    known = {name: _known(about[name], parser) for name, parser in root.commands.items()}
    print({"bash": _bash, "zsh": _zsh, "fish": _fish}[arguments.shell](known), end="")


def _known(about: str, parser: argparse.ArgumentParser) -> Known:
    taken = [action for action in parser._actions if not action.option_strings]
    words = [str(choice) for action in taken for choice in action.choices or ()]
    options = [name for action in parser._actions for name in action.option_strings if name.startswith("--")]
    return Known(about, words, options, any(action.type is Path for action in parser._actions))


def _bash(known: dict[str, Known]) -> str:
    cases = "".join(
        f"        {name}) words='{' '.join([*one.words, *one.options])}' files={'1' if one.files else ''} ;;\n"
        for name, one in known.items()
    )
    return f"""\
# Completion of sihteeri for bash.
_sihteeri() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} words='{" ".join(known)} --help --version' files=
    if ((COMP_CWORD > 1)); then
        case ${{COMP_WORDS[1]}} in
{cases}        *) words= ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    if [[ $files && $word != -* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t -O "${{#COMPREPLY[@]}}" COMPREPLY < <(compgen -f -- "$word")
    fi
}}
complete -F _sihteeri sihteeri
"""


def _zsh(known: dict[str, Known]) -> str:
    names = "".join(f"            {_quoted(f'{name}:{one.about}')}\n" for name, one in known.items())
    cases = "".join(
        f"        {name}) compadd -- {' '.join([*one.words, *one.options])}{'; _files' if one.files else ''} ;;\n"
        for name, one in known.items()
    )
    return f"""\
#compdef sihteeri
# Completion of sihteeri for zsh.
_sihteeri() {{
    if ((CURRENT == 2)); then
        local -a commands=(
{names}        )
        _describe command commands
        return
    fi
    case $words[2] in
{cases}    esac
}}
if [[ $funcstack[1] == _sihteeri ]]; then _sihteeri "$@"; else compdef _sihteeri sihteeri; fi
"""


def _fish(known: dict[str, Known]) -> str:
    lines = ["# Completion of sihteeri for fish.", "complete -c sihteeri -f", "complete -c sihteeri -n __fish_use_subcommand -l help"]
    lines.append("complete -c sihteeri -n __fish_use_subcommand -l version")
    for name, one in known.items():
        seen = f"-n '__fish_seen_subcommand_from {name}'"
        lines.append(f"complete -c sihteeri -n __fish_use_subcommand -a {name} -d {_quoted(one.about)}")
        lines += [f"complete -c sihteeri {seen} -a {_quoted(' '.join(one.words))}"] if one.words else []
        lines += [f"complete -c sihteeri {seen} -l {option.removeprefix('--')}" for option in one.options]
        lines += [f"complete -c sihteeri {seen} -F"] if one.files else []
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"
