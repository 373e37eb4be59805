"""What scripts say: their commands, what they write to the files of the runner, and whether that can be told at all.

Lives here: `commands_of`, `outputs_of`, `may_do_more`. Not here: rules, running a script (`simulator`).

Scripts are read line by line, and no shell is followed: what is in doubt counts as not known.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.spec.shells import WRAPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")
_BETWEEN = re.compile(r"&&|\|\||[;|&]|\$\(|`|\(\s|\{\s")
_BEFORE = re.compile(
    r"^(?:(?:if|then|else|elif|while|until|do|!|time|sudo|exec|command|env|nohup|retry|with_retry)\s+|[({\s]+|[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S*)\s+)+"
)
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)


@lru_cache(maxsize=4096)
def commands_of(script: Any) -> tuple[tuple[int, str], ...]:
    """The commands of a shell script, each with its line (from 0). Comments and what is fed to commands are left out."""
    return tuple(_commands(script)) if isinstance(script, str) else ()


def _commands(script: str) -> Iterator[tuple[int, str]]:
    script = _EXPRESSION.sub(lambda match: "${X}" + "\n" * match[0].count("\n"), script)
    end = None
    joined, start = "", 0
    for number, line in enumerate(script.split("\n")):
        if end is not None:
            if line.strip() == end:
                end = None
            continue
        text = line.strip()
        if not joined:
            start = number
        if text.endswith("\\") and not text.startswith("#"):
            joined += text[:-1] + " "
            continue
        text, joined = joined + text, ""
        fed = _HEREDOC.search(text)
        if fed is not None and "<<<" not in text:
            end = fed[2]
        yield from ((start, one) for one in _split(text))


def _split(line: str) -> Iterator[str]:
    """The commands of one line. What is in single quotes or behind `#` is no command."""
    line = re.sub(r"(?:^|\s)#.*$", "", line)
    quiet = re.sub(r"'[^']*'", lambda match: "'" + "x" * (len(match[0]) - 2) + "'", line)
    at = 0
    for match in [*_BETWEEN.finditer(quiet), None]:
        piece = line[at : match.start() if match else len(line)].strip()
        bare = _BEFORE.sub("", piece).strip()
        if bare and not (at and quiet[:at].count('"') % 2 and quiet[at - 2 : at] != "$("):
            yield bare
        at = match.end() if match else at


def lines_with(script: Any, pattern: str) -> list[tuple[int, str]]:
    """The commands that begin with a pattern."""
    return [(line, one) for line, one in commands_of(script) if re.match(pattern, one)]


_OTHERS = re.compile(
    r"(?:^|[\s\"'=(/])\.{1,2}[/\\]|\.(?:sh|bash|py|js|mjs|cjs|ts|rb|ps1|pl|php|nu|exs?|cmd|bat)\b|"
    r"\b(?:make|just|npm|npx|pnpm|yarn|bun|deno|node|nox|tox|hatch|poetry|pdm|bazel|bazelisk|gradle|gradlew|mvn|mage|rake|bundle|"
    r"composer|php|ruby|perl|xtask|task|invoke|eval|source|cargo (?:run|x\w+)|go run|dotnet run|uvx?|pipx?|python[\d.]*|"
    r"docker|podman|nix|nix-shell|devbox|mise|earthly|dagger|cmake|ninja|meson|sbt|mill|swift|zig|clojure|lein|cibuildwheel|"
    r"Invoke-\w+|tee|dd)\b|^\s*\.\s|\$\{\{|^\s*[$\"]",
    re.MULTILINE,
)


def may_do_more(script: Any) -> bool:
    """Whether a script starts programs that may write to the files of the runner themselves: its own, or those of a project."""
    return not isinstance(script, str) or _OTHERS.search(script) is not None


_TEE = re.compile(r"\s*\|\s*tee (?:-a |--append )?[\"']?\$\{?GITHUB_OUTPUT\}?[\"']?")
_NAME = re.compile(r"([A-Za-z_][\w-]*)(?:=|<<)")
_WRITES = re.compile(r"GITHUB_OUTPUT|set-output|GITHUB_STATE", re.IGNORECASE)
_DYNAMIC = re.compile(r"\$\{?\w+\}?(?:=|<<)|\}=|\}<<|%s(?:=|<<)|\+\s*[\"'](?:=|<<)|\{[^{}]*\}=")


def writes_outputs(script: Any) -> bool:
    """Whether a script names the file of outputs, or the old command for them."""
    return not isinstance(script, str) or _WRITES.search(script) is not None


def outputs_of(script: Any) -> frozenset[str] | None:
    """The names that a script may write as outputs, in lower case; None where it cannot be told.

    Any name before a `=` or `<<` counts, whatever it is there for.
    """
    if isinstance(script, str):
        script = _TEE.sub(' >> "$GITHUB_OUTPUT"', script)
    if not isinstance(script, str) or may_do_more(script):
        return None
    if not writes_outputs(script):
        return frozenset()
    if _DYNAMIC.search(script):
        return None
    for line in script.split("\n"):
        if _WRITES.search(line) and not re.search(
            r"\b(?:echo|printf|Write-Output|Add-Content|Out-File|cat <<)\b|^\s*[}\"')]", line
        ):
            return None
    return frozenset(name.lower() for name in (*_NAME.findall(script), *re.findall(r"name=([\w-]+)::", script)))


def outputs_of_python(script: Any) -> frozenset[str] | None:
    """The names that a Python script may write as outputs, in lower case; None where it cannot be told."""
    if not isinstance(script, str) or "GITHUB_OUTPUT" not in script:
        return None
    try:
        tree = ast.parse(_EXPRESSION.sub("0", script))
    except SyntaxError:
        return None
    found: set[str] = set()
    for node in ast.walk(tree):
        pieces = node.values if isinstance(node, ast.JoinedStr) else [node] if isinstance(node, ast.Constant) else []
        texts = [one.value if isinstance(one, ast.Constant) else None for one in pieces]
        for before, text in zip([None, *texts], texts, strict=False):
            if not isinstance(text, str):
                continue
            worked_out = text.startswith(("=", "<<")) or re.search(r"(?:%s|\})(?:=|<<)", text) is not None
            if worked_out and before is None:
                return None
            found |= {name.lower() for name in re.findall(r"(?:^|\n)([A-Za-z_][\w-]*)(?:=|<<)", text)}
    return frozenset(found)


def wrapped_outputs(script: Any) -> frozenset[str]:
    """The outputs that the programs of a script may write by themselves (`spec.shells`), in lower case."""
    named = (WRAPPED.get(command.split(" ", 1)[0], frozenset()) for _, command in commands_of(script))
    return frozenset().union(*named)


def words_of(script: str) -> frozenset[str]:
    """Every word of a script, in lower case; a name with hyphens is one."""
    return frozenset(word.lower() for word in re.findall(r"[A-Za-z_][\w-]*", script))
