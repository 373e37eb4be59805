"""Every example of README.md and docs/ does what stands beside it.

A `python` block is a source: it is written into a temporary project (`workflows/ci.py`, or the path in a comment on its first
line) and built. What follows it is compared:

- `yaml`: the generated file, whole when it shows ghflow's header, else consecutive lines of it; a file of its own when its first
  line names one below `.github`;
- `text`: what the build prints about the mistakes;
- `console`: commands after `$` with all that they print, run in the same project;
- nothing of these: the build has to succeed, at the latest when the page (or section) is at its end.

A `python` block without imports is the inside of a source: the jobs (or steps) of a workflow that is added around it.
`pycon` blocks are doctests. `toml` blocks are the project's pyproject.toml. `sh` blocks are not run. The temporary project is
shown as /home/me/project.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ghflow.reader.document import loads
from ghflow.rendering import render_text
from ghflow.where import remember_source
from tests.docs.markdown_pages import ROOT, Block, Page, Section, all_pages, parse_page

# The pages of the rules are generated, with what a check prints; `test_rules_page` makes them anew.
PAGES = [page for page in all_pages() if not page.name.startswith("docs/rules/")]
# The sections of these pages build upon each other. Elsewhere each starts with an empty project.
STORIES = {"README.md", "docs/execute.md", "docs/first-steps.md", "docs/planning.md", "docs/testing.md"}
LANGUAGES = {"python", "yaml", "text", "console", "pycon", "toml", "sh"}
BEFORE = "from ghflow import *\nfrom ghflow.actions import *\n"
AFTER = """
_made = list(globals().values())
_jobs = [_one for _one in _made if isinstance(_one, Job | CallJob)]
_steps = [_one for _one in _made if isinstance(_one, Step)]
if not any(isinstance(_one, Workflow) for _one in _made):
    workflow = Workflow("Example", on=Push(), jobs=_jobs or [Job("example", runs_on="ubuntu-latest", steps=_steps)])
"""


class Project:
    """A temporary project, and the last source that was written into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = ""
        self.code = 0
        self.unbuilt: list[str] = []
        self.read: str | None = None
        """A YAML file that is read; what is found in it is shown next."""

    def put(self, block: Block) -> None:
        first = block.text.partition("\n")[0]
        named = re.fullmatch(r"# ([\w./-]+\.py)", first)
        self.source = named[1] if named else "workflows/ci.py"
        assert self.source not in self.unbuilt, "the source before this one was never built"
        whole = re.search(r"^(from|import) ", block.text, re.MULTILINE)
        self.write(self.source, block.text if whole or self.is_shared else BEFORE + block.text + AFTER)
        self.unbuilt += [] if self.is_shared else [self.source]

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    @property
    def is_shared(self) -> bool:
        """Whether the source is for sharing: it is imported by others and not built itself."""
        return Path(self.source).name.startswith("_")

    @property
    def target(self) -> Path:
        return self.folder / ".github" / "workflows" / f"{Path(self.source).stem}.yml"

    def build(self) -> str:
        """Build the last source; what was printed about mistakes."""
        return self.ghflow("build", Path(self.source).stem, streams="stderr")

    def build_all(self) -> str:
        """Build the sources that nobody has built yet."""
        return self.ghflow("build", streams="stderr") if self.unbuilt else ""

    def ghflow(self, *arguments: str, streams: str = "both") -> str:
        """Run ghflow as a user would, on no terminal, with nothing of whoever runs the tests."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GH", "NO_COLOR"))}
        ended = subprocess.run(
            [sys.executable, "-m", "ghflow", *arguments],
            cwd=self.folder,
            env=environment | {"PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if streams == "both" else subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        self.code = ended.returncode
        names = arguments[1:]
        self.unbuilt = [one for one in self.unbuilt if names and Path(one).stem not in names]
        return self.shown(ended.stdout if streams == "both" else ended.stderr)

    def pytest(self, *arguments: str) -> str:
        """Run the tests of the project; how long it took is the same for everybody."""
        # In CI pytest shortens nothing, which the examples show.
        ours = ("GH", "PYTEST_", "CI", "BUILD_NUMBER")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments],
            cwd=self.folder,
            env=environment | {"PYTHONUTF8": "1", "COLUMNS": "99"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.code = ended.returncode
        return self.shown(re.sub(r"\bin \d+\.\d+s\b", "in 0.12s", ended.stdout))

    def shown(self, printed: str) -> str:
        """What was printed, with a path that is the same for everybody."""
        lines = printed.replace(str(self.folder), "/home/me/project").splitlines(keepends=True)
        return "".join(line.replace("\\", "/") if "/home/me/project" in line else line for line in lines)

    def run(self, command: str) -> str:
        """What a command of a console block prints. A few programs are known, so that this works on every system."""
        program, *arguments = shlex.split(command)
        if program == "ghflow" or arguments[:2] == ["-m", "ghflow"]:
            return self.ghflow(*(arguments if program == "ghflow" else arguments[2:]))
        if program == "pytest":
            return self.pytest(*arguments)
        if command == "echo $?":
            return f"{self.code}\n"
        if program == "echo" and arguments[-2] in (">", ">>"):
            path = self.folder / arguments[-1]
            before = path.read_text(encoding="utf-8") if arguments[-2] == ">>" else ""
            self.write(arguments[-1], before + " ".join(arguments[:-2]) + "\n")
            return ""
        if program == "rm":
            (self.folder / arguments[0]).unlink()
            return ""
        if program == "cat":
            return (self.folder / arguments[0]).read_text(encoding="utf-8")
        raise AssertionError(f"the tests of the manual do not know the command {command!r}")


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].strip(), ""))
        else:
            command, printed = found[-1]
            found[-1] = (command, printed + line)
    return found


def excerpt(shown: str, text: str) -> str:
    """The lines of `text` that `shown` shows, without their common indentation; the whole of `text` when there are none."""
    wanted, lines = shown.splitlines(), text.splitlines()
    for start in range(len(lines) - len(wanted) + 1):
        indent = " " * (len(lines[start]) - len(lines[start].lstrip(" ")))
        part = [line.removeprefix(indent) if line else line for line in lines[start : start + len(wanted)]]
        if part == wanted:
            return shown
    return text


def stories() -> list[object]:
    """The blocks of each story, named by page and heading."""
    found = []
    for page in PAGES:
        parts = [page.sections] if page.name in STORIES else [(section,) for section in page.sections]
        for sections in parts:
            blocks = [block for section in sections for block in section.blocks]
            if blocks:
                name = page.name if len(parts) == 1 else f"{page.name}: {sections[0].title}"
                found.append(pytest.param(page, blocks, id=name))
    return found


@pytest.mark.parametrize(("page", "blocks"), stories())
def test_examples(page: Page, blocks: list[Block], tmp_path: Path) -> None:
    project = Project(tmp_path)
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        try:
            follow(project, block, following.language if following else "")
        except BaseException as error:
            error.add_note(f"the example is at {page}:{block.line}")
            raise
    assert "" == project.build_all()


def follow(project: Project, block: Block, following: str) -> None:
    """Do what one block says. `following` is the language of the next one."""
    match block.language:
        case "python":
            project.put(block)
            if not following:
                assert "" == project.build_all()
        case "yaml" if following == "text":
            project.read = block.text
        case "text" if project.read is not None:
            remember_source("ci.yml", project.read)
            assert block.text == render_text(loads(project.read, "ci.yml").diagnostics)
            project.read = None
        case "yaml" if block.text.startswith("# .github/"):
            project.write(block.text.partition("\n")[0].removeprefix("# "), block.text)
        case "yaml" if block.text.startswith("# ."):
            assert YAML(typ="safe", pure=True).load(block.text)
        case "yaml":
            assert "" == project.build()
            text = project.target.read_text(encoding="utf-8")
            assert block.text == (text if block.text.startswith("# Generated") else excerpt(block.text, text))
        case "text":
            assert block.text == project.build()
            assert project.code in (1, 2)
        case "console":
            for command, printed in commands(block.text):
                assert printed == project.run(command), command
        case "toml":
            project.write("pyproject.toml", block.text)
        case "pycon":
            examples = doctest.DocTestParser().get_doctest(block.text, {}, "manual", None, block.line)
            assert examples.examples
            said: list[str] = []
            doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
            assert "" == "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_languages_of_blocks(page: Page) -> None:
    """A block without a language, or with one that nothing here knows, would not be tested."""
    assert [] == [(b.line, b.language) for s in page.sections for b in s.blocks if b.language not in LANGUAGES]


def test_commands_for_make() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    shown = [
        target
        for page in PAGES
        for section in page.sections
        for text in (section.prose, *(block.text for block in section.blocks if block.language == "sh"))
        for target in re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)
    ]

    assert {"build", "test"} <= set(shown)
    assert [] == [target for target in shown if target not in targets]


# The tests above are only as good as what they compare with.


@pytest.mark.parametrize(
    ("shown", "text", "same"),
    [
        pytest.param("a: 1\n", "x: 0\na: 1\ny: 2\n", True, id="a line"),
        pytest.param("a:\n  b: 1\n", "x:\n  a:\n    b: 1\n", True, id="indented as a whole"),
        pytest.param("a:\n  b: 1\n", "x:\n  a:\n  b: 1\n", False, id="indented otherwise"),
        pytest.param("a: 1\nb: 2\n", "a: 1\nx: 0\nb: 2\n", False, id="lines apart"),
        pytest.param("a: 1\n", "a: 12\n", False, id="the beginning of a line"),
    ],
)
def test_excerpt(shown: str, text: str, same: bool) -> None:
    assert (shown if same else text) == excerpt(shown, text)


def test_commands_of_a_block() -> None:
    assert [("a", "one\ntwo\n"), ("b c", ""), ("d", "three\n")] == commands("$ a\none\ntwo\n$ b c\n$ d\nthree\n")


def test_sections_of_a_page() -> None:
    text = (
        "before\n# One\nprose\n```python\n# no heading\n```\n"
        "## Two\n````text\n```\n````\n1. a\n\n   ```sh\n   make\n     x\n   ```\n"
    )

    assert parse_page(text) == (
        Section("", 0, 1, "before", ()),
        Section("One", 1, 2, "prose", (Block("python", "# no heading\n", 4),)),
        Section("Two", 2, 7, "1. a\n", (Block("text", "```\n", 8), Block("sh", "make\n  x\n", 13))),
    )


def test_a_block_that_is_never_closed() -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse_page("# One\n```python\nx = 1\n")


@pytest.mark.parametrize(
    ("blocks", "wrong"),
    [
        pytest.param(
            [("python", 'Step(run="true")\nbuild = Step(run="make")\n'), ("yaml", "- run: mako\n")], True, id="yaml"
        ),
        pytest.param(
            [("python", 'build = Step(run="make")\n'), ("yaml", "- run: make\n")], False, id="yaml that is right"
        ),
        pytest.param([("python", 'build = Step(run="make")\n'), ("text", "")], True, id="a mistake that is none"),
        pytest.param([("python", "import os\n")], True, id="a source that does not build"),
        pytest.param([("console", "$ ghflow --version\nghflow 0\n")], True, id="console"),
        pytest.param([("console", "$ curl x\n")], True, id="an unknown command"),
        pytest.param([("pycon", ">>> 1 + 1\n3\n")], True, id="pycon"),
    ],
)
def test_what_is_wrong_fails(blocks: list[tuple[str, str]], wrong: bool, tmp_path: Path) -> None:
    project = Project(tmp_path)
    failed = False
    for (language, text), (following, _) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        try:
            follow(project, Block(language, text, 1), following)
        except AssertionError:
            failed = True

    assert wrong == failed
