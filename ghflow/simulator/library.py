"""Stubs for the actions that most workflows use: they do on this machine what the action does, without a download.

Lives here: `BUILT_IN`, `Checkout`, `Setup`, `SetupPython`, `Cache`, `UploadArtifact`, `DownloadArtifact`, `GithubScript`.
Not here: what a stub is (`stubs`), patterns of files (`filesets`).

Source: the action.yml and README of each action (read 2026-11-22).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import uuid
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from ghflow.simulator.filesets import FileSet
from ghflow.simulator.stubs import Answer, StubError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ghflow.simulator.stubs import Call

_VERSION = re.compile(r"\d+(?:\.\d+)+|\d+").search
_PROBE_SECONDS = 60


@attrs.frozen
class Checkout:
    """`actions/checkout`: a copy of the repository as it is here. `ref` changes nothing, and another repository is refused."""

    def run(self, call: Call) -> None:
        asked = call.input("repository")
        if asked and asked.lower() != str(call.github["repository"]).lower():
            raise StubError(f"the repository {asked} is not here: give a stub for 'actions/checkout'")
        target = _inside(call.workspace, call.input("path", "."))
        ref = call.input("ref")
        if ref and ref not in (
            call.github["ref"],
            call.github["ref_name"],
            call.github["sha"],
            call.github["head_ref"],
        ):
            call.warn(f"the ref '{ref}' is not checked out: the files are those that are here now")
        if target.is_dir() and (call.flag("clean", True) or not (target / ".git").exists()):
            _empty(target)
        for name in call.source.copy_to(target):
            call.warn(f"the link {name} is left out: it leads out of the repository")
        call.write(f"Copied {call.source.repository} to {os.path.relpath(target, call.workspace)}")
        call.outputs.update(ref=str(call.github["ref"]), commit=str(call.github["sha"]))


def _inside(workspace: Path, path: str) -> Path:
    target = Path(os.path.normpath(workspace / path))
    if target != workspace and workspace not in target.parents:
        raise StubError(f"the path '{path}' is not below the workspace")
    return target


def _empty(folder: Path) -> None:
    """Remove what is in a folder, as a checkout does with what is no clone of the repository, or is to be clean."""
    for name in os.listdir(folder):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@attrs.frozen(kw_only=True)
class Setup:
    """An action that installs a tool: the one that is on this machine is used. A missing one fails the step.

    `programs` are names under which it may be there, with the version in the place of `{}`; the first one's version is asked
    by `ask`. `output` and `input` are the names for the version.
    """

    programs: tuple[str, ...]
    input: str = ""
    output: str = ""
    ask: tuple[str, ...] = ("--version",)
    file_input: str = ""
    path_output: str = ""
    more: Mapping[str, str] = attrs.field(factory=dict)

    def run(self, call: Call) -> None:
        wanted = call.input(self.input) if self.input else ""
        if not wanted and self.file_input and call.input(self.file_input):
            file = call.workspace / call.input(self.file_input)
            if not file.is_file():
                raise StubError(f"the version file {call.input(self.file_input)} does not exist")
            found = _VERSION(file.read_text(encoding="utf-8", errors="replace"))
            wanted = found[0] if found else ""
        found_as, program = self._found(call, wanted)
        if program is None:
            raise StubError(f"{self.programs[-1]} is not on this machine, and nothing is installed here")
        version = _version_of([program, *self.ask], call.env)
        if wanted and version and not _fits(wanted, version):
            call.warn(f"{self.programs[-1]} {version} is used: {wanted} is not on this machine")
        call.write(f"Found {program} {version}")
        program = self.made_ready(call, found_as, program)
        if self.output:
            call.outputs[self.output] = version
        if self.path_output:
            call.outputs[self.path_output] = program
        call.outputs.update(self.more)

    def _found(self, call: Call, wanted: str) -> tuple[str, str | None]:
        number = _VERSION(wanted)
        short = ".".join(number[0].split(".")[:2]) if number else ""
        for name in self.programs:
            if "{}" in name and not short:
                continue
            program = shutil.which(name.format(short), path=call.env["PATH"])
            if program is not None and _version_of([program, *self.ask], call.env):
                return name, program
        return "", None

    def made_ready(self, call: Call, found_as: str, program: str) -> str:
        """Let the plain name of a tool mean the version that was asked for; answers where it is then."""
        if "{}" not in found_as:
            return program
        folder = call.temp / f"setup-{uuid.uuid4()}"
        folder.mkdir()
        _write_program(folder / found_as.replace("{}", ""), [program])
        call.paths.append(str(folder))
        return str(folder / found_as.replace("{}", ""))


@attrs.frozen(kw_only=True)
class SetupPython(Setup):
    """`actions/setup-python`: a virtual environment of the job, so that what `pip` installs does not change this machine.

    The packages that the Python of this machine has are there too.
    """

    def made_ready(self, call: Call, found_as: str, program: str) -> str:
        folder = call.temp / f"python-{uuid.uuid4()}"
        make = [program, "-m", "venv", "--without-pip", str(folder)]
        try:
            subprocess.run(make, env=dict(call.env), capture_output=True, check=True, stdin=subprocess.DEVNULL)
            asked = [
                program,
                "-c",
                "import json, sys; print(json.dumps([p for p in sys.path if p.endswith('-packages')]))",
            ]
            known = json.loads(subprocess.run(asked, env=dict(call.env), capture_output=True, check=True).stdout)
            inside = next(iter([*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages")]))
        except (OSError, subprocess.SubprocessError, StopIteration):
            call.warn("no virtual environment can be made: what pip installs stays on this machine")
            return super().made_ready(call, found_as, program)
        (inside / "of-this-machine.pth").write_text("\n".join(known) + "\n", encoding="utf-8")
        programs = folder / ("Scripts" if os.name == "nt" else "bin")
        python = programs / ("python.exe" if os.name == "nt" else "python")
        for name in ("pip", "pip3"):
            _write_program(programs / name, [str(python), "-m", "pip"])
        call.paths.append(str(programs))
        call.exported["pythonLocation"] = str(folder)
        return str(python)


def _write_program(file: Path, command: list[str]) -> None:
    """Write a program that is another one with some arguments."""
    file.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8", newline="\n")
    file.chmod(0o755)


def _version_of(command: list[str], env: Mapping[str, str]) -> str:
    """The first number in what a program says of its version; empty when it does not work."""
    try:
        done = subprocess.run(
            command, env=dict(env), capture_output=True, timeout=_PROBE_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    found = _VERSION((done.stdout + done.stderr).decode(errors="replace"))
    return found[0] if found and done.returncode == 0 else ""


def _fits(wanted: str, version: str) -> bool:
    """Whether a version is what was asked for, as far as numbers at the beginning tell; ranges and words fit any."""
    text = wanted.strip().removeprefix("v")
    if not re.fullmatch(r"\d+(\.(\d+|x|\*))*", text):
        return True
    asked = [part for part in text.split(".") if part not in ("x", "*")]
    return version.split(".")[: len(asked)] == asked


@attrs.frozen(kw_only=True)
class Cache:
    """`actions/cache` and its two halves: what one job of the run saves, a later one finds."""

    restores: bool = True
    saves: bool = True

    def run(self, call: Call) -> None:
        key = call.input("key")
        if not key:
            raise StubError("Input required and not supplied: key")
        if "," in key or len(key) > 512:
            raise StubError(f"the key '{key}' has a comma in it, or more than 512 letters")
        if not call.input("path"):
            raise StubError("Input required and not supplied: path")
        if not self.restores:
            self._save(call, key)
            return
        found = self._match(call, key)
        call.outputs["cache-primary-key"] = key
        call.state["hit"] = found == key
        if found is None:
            call.write(f"Cache not found for key: {key}")
            if call.flag("fail-on-cache-miss"):
                raise StubError(f"Failed to restore cache entry. Input key: {key}")
            return
        call.outputs.update({"cache-hit": "true" if found == key else "false", "cache-matched-key": found})
        if not call.flag("lookup-only"):
            self._restore(call, call.store.caches[found])
        call.write(f"Cache restored from key: {found}")

    @property
    def post(self) -> Callable[[Call], None] | None:
        """Saves at the end of a job that went well, unless the key was found."""
        return self._after if self.saves and self.restores else None

    def _after(self, call: Call) -> None:
        if call.succeeded and not call.state.get("hit"):
            self._save(call, call.input("key"))

    def _match(self, call: Call, key: str) -> str | None:
        known = call.store.caches
        if key in known:
            return key
        for start in [key, *(line.strip() for line in call.input("restore-keys").splitlines() if line.strip())]:
            for name in reversed(known):  # the newest first
                if name.startswith(start):
                    return name
        return None

    def _save(self, call: Call, key: str) -> None:
        if key in call.store.caches:
            call.write(f"Cache already exists for key: {key}")
            return
        home = Path(call.env.get("HOME", str(call.workspace)))
        files = FileSet(call.input("path"), root=call.workspace, home=home).files(links=False)
        if not files:
            call.warn("Path Validation Error: Path(s) specified in the action for caching do(es) not exist, "
                      "hence no cache is being saved.")  # fmt: skip
            return
        folder = call.store.new_folder()
        for file in files:
            place, base = ("workspace", call.workspace) if call.workspace in file.parents else ("home", home)
            if base not in file.parents:
                place, base = "root", Path(file.anchor)
            _copy(file, folder / place / file.relative_to(base))
        call.store.caches[key] = folder
        call.write(f"Cache saved with key: {key}")

    def _restore(self, call: Call, folder: Path) -> None:
        home = Path(call.env.get("HOME", str(call.workspace)))
        for place, base in (("workspace", call.workspace), ("home", home)):
            if (folder / place).is_dir():
                shutil.copytree(folder / place, base, dirs_exist_ok=True, symlinks=True)


_MERGES = re.compile(r"[^@]*@v[123](?:\.|\Z)").match
"""Up to version 3, several uploads of one name made one artifact."""


@attrs.frozen
class UploadArtifact:
    """`actions/upload-artifact`: the files are there for later jobs of the run."""

    def run(self, call: Call) -> None:
        name = call.input("name", "artifact")
        if re.search(r'[":<>|*?\r\n\\/]', name):
            raise StubError(f"the name of an artifact has none of \" : < > | * ? \\ / in it, got '{name}'")
        if not call.input("path"):
            raise StubError("Input required and not supplied: path")
        wanted = FileSet(call.input("path"), root=call.workspace)
        files = wanted.files()
        root = _root_of(wanted, files)
        if not call.flag("include-hidden-files"):
            files = [one for one in files if not any(part.startswith(".") for part in one.relative_to(root).parts)]
        if not files:
            self._none(call)
            return
        before = call.store.artifacts.get(name)
        merges = _MERGES(call.uses) is not None
        if before is not None and not merges and not call.flag("overwrite"):
            raise StubError(f"an artifact with the name '{name}' exists in this run already")
        folder = before if before is not None and merges else call.store.new_folder()
        for file in files:
            _copy(file, folder / file.relative_to(root))
        call.store.artifacts[name] = folder
        number = str(list(call.store.artifacts).index(name) + 1)
        server = f"{call.github['server_url']}/{call.github['repository']}/actions/runs/{call.github['run_id']}"
        call.outputs.update({"artifact-id": number, "artifact-url": f"{server}/artifacts/{number}"})
        call.write(f"With the provided path, there will be {len(files)} files uploaded")

    def _none(self, call: Call) -> None:
        words = f"No files were found with the provided path: {call.input('path')}. No artifacts will be uploaded."
        match call.input("if-no-files-found", "warn"):
            case "error":
                raise StubError(words)
            case "ignore":
                call.write(words)
            case "warn":
                call.warn(words)
            case other:
                raise StubError(f"if-no-files-found is warn, error or ignore, got '{other}'")


def _root_of(wanted: FileSet, files: list[Path]) -> Path:
    """The folder that the paths in an artifact are relative to: the one that all searches begin in."""
    starts = [one if one.is_dir() else one.parent for one in wanted.starts if one.exists()] or [Path("/")]
    return Path(os.path.commonpath(starts)) if files else starts[0]


@attrs.frozen
class DownloadArtifact:
    """`actions/download-artifact`: one by name, those that fit a pattern, or all."""

    def run(self, call: Call) -> None:
        home = Path(call.env.get("HOME", str(call.workspace)))
        given = call.input("path", ".")
        target = Path(os.path.normpath(call.workspace / given.replace("~", str(home), 1)))
        name, there = call.input("name"), call.store.artifacts
        other = call.input("run-id")
        if other and other != str(call.github["run_id"]):
            raise StubError(f"the artifacts of run {other} are not here: give a stub for 'actions/download-artifact'")
        if name:
            if name not in there:
                known = ", ".join(there) or "none"
                raise StubError(
                    f"Unable to download artifact(s): Artifact not found for name: {name} (artifacts: {known})"
                )
            found, alone = {name: there[name]}, True
        else:
            pattern = call.input("pattern", "*")
            found = {one: folder for one, folder in there.items() if fnmatchcase(one, pattern)}
            alone = call.flag("merge-multiple") or (len(found) == 1 and bool(call.input("artifact-ids")))
        target.mkdir(parents=True, exist_ok=True)
        for one, folder in found.items():
            shutil.copytree(folder, target if alone else target / one, dirs_exist_ok=True, symlinks=True)
        call.outputs["download-path"] = str(target)
        call.write(f"Total of {len(found)} artifact(s) downloaded")


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, target, follow_symlinks=True)


_SCRIPT_OUTPUT = "result"
_NO_API = (
    "const none = (what) => new Proxy(function () {}, {get: (_, key) => none(`${what}.${String(key)}`), "
    "apply: () => { throw new Error(`${what} asks GitHub, which is not here`); }});"
)


@attrs.frozen
class GithubScript:
    """`actions/github-script`, when there is a node on this machine: `core` and `context` work, the API of GitHub does not."""

    def run(self, call: Call) -> None:
        node = shutil.which("node", path=call.env["PATH"])
        if node is None:
            raise StubError("actions/github-script needs node, which is not on this machine")
        folder = call.temp / f"script-{uuid.uuid4()}"
        folder.mkdir()
        encoding = json.dumps(call.input("result-encoding", "json"))
        text = _SCRIPT.replace("/*ENCODING*/", encoding).replace("/*SCRIPT*/", call.input("script"))
        (folder / "script.js").write_text(text, encoding="utf-8")
        call.start([node, str(folder / "script.js")])


_SCRIPT = (
    """\
const fs = require('fs'), os = require('os'), path = require('path'), crypto = require('crypto');
const write = (file, name, value) => {
  const text = typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
  const end = `end_${crypto.randomUUID()}`;
  fs.appendFileSync(process.env[file], `${name}<<${end}\\n${text}\\n${end}\\n`);
};
const data = (text) => String(text).replace(/%/g, '%25').replace(/\\r/g, '%0D').replace(/\\n/g, '%0A');
const property = (text) => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
const say = (name, text, properties = {}) => {
  const named = {title: 'title', file: 'file', startLine: 'line', endLine: 'endLine', startColumn: 'col', endColumn: 'endColumn'};
  const pairs = Object.entries(named).filter(([key]) => properties[key] != null)
    .map(([key, name]) => `${name}=${property(properties[key])}`).join(',');
  console.log(`::${name}${pairs ? ' ' + pairs : ''}::${data(text instanceof Error ? text.toString() : text)}`);
};
const core = {
  setOutput: (name, value) => write('GITHUB_OUTPUT', name, value),
  exportVariable: (name, value) => {
    process.env[name] = typeof value === 'string' ? value : JSON.stringify(value);
    write('GITHUB_ENV', name, value);
  },
  addPath: (folder) => {
    fs.appendFileSync(process.env.GITHUB_PATH, `${folder}\\n`);
    process.env.PATH = `${folder}${path.delimiter}${process.env.PATH}`;
  },
  setSecret: (value) => say('add-mask', value),
  getInput: (name) => (process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '').trim(),
  debug: (text) => say('debug', text), notice: (text, at) => say('notice', text, at),
  warning: (text, at) => say('warning', text, at), error: (text, at) => say('error', text, at),
  info: (text) => console.log(text), startGroup: (name) => say('group', name), endGroup: () => say('endgroup', ''),
  group: async (name, act) => { core.startGroup(name); try { return await act(); } finally { core.endGroup(); } },
  setFailed: (text) => { process.exitCode = 1; core.error(text); },
  getMultilineInput: (name) => core.getInput(name).split('\\n').filter((line) => line),
  getBooleanInput: (name) => core.getInput(name).toLowerCase() === 'true',
  isDebug: () => process.env.RUNNER_DEBUG === '1', saveState: () => {}, getState: () => '', summary: {},
};
let written = '';
const tag = (name, text, more = '') => `<${name}${more}>${text}</${name}>\\n`;
const row = (cells) => tag('tr', cells.map((cell) => tag(cell.header ? 'th' : 'td', cell.data ?? cell)).join(''));
const made = {
  addRaw: (text, end) => text + (end ? '\\n' : ''), addEOL: () => '\\n', addBreak: () => '<br>\\n', addSeparator: () => '<hr>\\n',
  addHeading: (text, level = 1) => tag(`h${level}`, text), addQuote: (text) => tag('blockquote', text),
  addCodeBlock: (text, language) => tag('pre', tag('code', text), language ? ` lang="${language}"` : ''),
  addList: (items, ordered) => tag(ordered ? 'ol' : 'ul', items.map((item) => tag('li', item)).join('')),
  addTable: (rows) => tag('table', rows.map(row).join('')), addLink: (text, to) => tag('a', text, ` href="${to}"`),
  addDetails: (label, text) => tag('details', tag('summary', label) + text), addImage: (from) => `<img src="${from}">\\n`,
};
for (const [name, make] of Object.entries(made)) {
  core.summary[name] = (...given) => { written += make(...given); return core.summary; };
}
Object.assign(core.summary, {
  stringify: () => written, isEmptyBuffer: () => !written, emptyBuffer: () => { written = ''; return core.summary; },
  write: async ({overwrite} = {}) => {
    (overwrite ? fs.writeFileSync : fs.appendFileSync)(process.env.GITHUB_STEP_SUMMARY, written);
    return core.summary.emptyBuffer();
  },
  clear: async () => core.summary.emptyBuffer().write({overwrite: true}),
});
const exec = {
  getExecOutput: async (command, args = [], options = {}) => {
    const [program, ...first] = command.match(/"[^"]*"|\\S+/g).map((word) => word.replace(/^"(.*)"$/, '$1'));
    const done = require('child_process').spawnSync(program, [...first, ...args], {encoding: 'utf8', ...options});
    if (!options.silent) process.stdout.write((done.stdout || '') + (done.stderr || ''));
    const exitCode = done.status ?? 1;
    if (exitCode && !options.ignoreReturnCode) throw new Error(`The process '${program}' failed with exit code ${exitCode}`);
    return {exitCode, stdout: done.stdout || '', stderr: done.stderr || ''};
  },
  exec: async (...given) => (await exec.getExecOutput(...given)).exitCode,
};
const environment = process.env;
const payload = JSON.parse(fs.readFileSync(environment.GITHUB_EVENT_PATH, 'utf8'));
const [owner, repo] = environment.GITHUB_REPOSITORY.split('/');
const context = {
  payload, eventName: environment.GITHUB_EVENT_NAME, sha: environment.GITHUB_SHA, ref: environment.GITHUB_REF,
  workflow: environment.GITHUB_WORKFLOW, action: environment.GITHUB_ACTION, actor: environment.GITHUB_ACTOR,
  job: environment.GITHUB_JOB, runNumber: Number(environment.GITHUB_RUN_NUMBER), runId: Number(environment.GITHUB_RUN_ID),
  apiUrl: environment.GITHUB_API_URL, serverUrl: environment.GITHUB_SERVER_URL, repo: {owner, repo},
  issue: {owner, repo, number: (payload.issue || payload.pull_request || payload).number},
};
"""
    + _NO_API
    + """
const github = none('github');
(async () => {
/*SCRIPT*/
})().then((result) => {
  const text = /*ENCODING*/ === 'string' ? String(result) : JSON.stringify(result);
  if (result !== undefined) core.setOutput('result', text);
}).catch((error) => { core.setFailed(`Unhandled error: ${error}`); });
"""
)


def _tool(
    *programs: str,
    input: str = "",
    output: str = "",
    ask: Iterable[str] = ("--version",),
    file_input: str = "",
    path_output: str = "",
    more: Mapping[str, str] | None = None,
) -> Setup:
    return Setup(
        programs=programs,
        input=input,
        output=output,
        ask=tuple(ask),
        file_input=file_input,
        path_output=path_output,
        more=more or {},
    )


_MISS: Mapping[str, Literal["false"]] = {"cache-hit": "false"}
_NOTHING = Answer()

BUILT_IN: dict[str, object] = {
    "actions/cache": Cache(),
    "actions/cache/restore": Cache(saves=False),
    "actions/cache/save": Cache(restores=False),
    "actions/checkout": Checkout(),
    "actions/download-artifact": DownloadArtifact(),
    "actions/github-script": GithubScript(),
    "actions/setup-dotnet": _tool("dotnet", input="dotnet-version", output="dotnet-version", more=_MISS),
    "actions/setup-go": _tool(
        "go", input="go-version", output="go-version", ask=["version"], file_input="go-version-file", more=_MISS
    ),
    "actions/setup-java": _tool(
        "java", input="java-version", output="version", ask=["-version"], file_input="java-version-file", more=_MISS
    ),
    "actions/setup-node": _tool(
        "node", input="node-version", output="node-version", file_input="node-version-file", more=_MISS
    ),
    "actions/setup-python": SetupPython(
        programs=("python{}", "python", "python3"),
        input="python-version",
        output="python-version",
        file_input="python-version-file",
        path_output="python-path",
        more=_MISS,
    ),
    "actions/upload-artifact": UploadArtifact(),
    "actions-rust-lang/setup-rust-toolchain": _tool("rustc", output="rustc-version"),
    "actions-rs/toolchain": _tool("rustc", output="rustc"),
    "astral-sh/setup-uv": _tool("uv", input="version", output="uv-version", path_output="uv-path", more=_MISS),
    "denoland/setup-deno": _tool("deno", input="deno-version", output="deno-version", more=_MISS),
    "dtolnay/rust-toolchain": _tool("rustc", output="name"),
    "hynek/setup-cached-uv": _tool("uv"),
    "oven-sh/setup-bun": _tool("bun", input="bun-version", output="bun-version", path_output="bun-path", more=_MISS),
    "pnpm/action-setup": _tool("pnpm", input="version"),
    "ruby/setup-ruby": _tool("ruby", input="ruby-version"),
    "Swatinem/rust-cache": Answer(outputs=_MISS),
}
