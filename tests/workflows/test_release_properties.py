"""What must hold for the generated release.yml, one row per property.

Each row says how to break the property as well: a check that would not notice is worth nothing.
"""

from __future__ import annotations

import copy
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

Data = dict[str, Any]

JOBS = ["verify", "build-wheels", "build-sdist", "test-wheels", "check-dist", "publish-crates-io", "publish-pypi"]
GATE = {"verify", "build-wheels", "build-sdist", "test-wheels", "check-dist"}
PUBLISHING = ["publish-crates-io", "publish-pypi"]
LEGS = {
    ("ubuntu-latest", "x86_64"): ["ubuntu-latest"],
    ("ubuntu-latest", "aarch64"): ["ubuntu-24.04-arm"],
    ("macos-15", "universal2-apple-darwin"): ["macos-15", "macos-15-intel"],
    ("windows-latest", "x64"): ["windows-latest"],
}
# Of any server: a registry's own name (crates.io) is a word, its hosts and paths are not.
ADDRESS = re.compile(r"https?:|www\.|\.(?:org|com|net|dev)\b|\w\.\w+\.io\b|\.io/", re.IGNORECASE)


@attrs.frozen
class Property:
    """A name, what must be true of the file, and a change after which it is not."""

    name: str
    holds: Callable[[Data], bool]
    breaks: Callable[[Data], object]


# --- looking at the file


def steps(data: Data, job: str) -> list[Data]:
    return list(data["jobs"][job]["steps"])


def using(data: Data, action: str, *jobs: str) -> list[Data]:
    """The steps of these jobs (of all, if none is named) that use an action, whatever its ref."""
    return [
        s for job in jobs or data["jobs"] for s in steps(data, job) if s.get("uses", "").partition("@")[0] == action
    ]


def the(data: Data, action: str, *jobs: str) -> Data:
    """The only such step."""
    (step,) = using(data, action, *jobs)
    return step


def running(data: Data, job: str, text: str) -> Data:
    """The only step of a job whose script holds a text."""
    (step,) = [s for s in steps(data, job) if text in s.get("run", "")]
    return step


def scripts(data: Data) -> list[str]:
    return [s["run"] for job in data["jobs"] for s in steps(data, job) if "run" in s]


def strings(value: object) -> list[str]:
    """Every string in a tree, keys included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


def include(data: Data, job: str) -> list[Data]:
    return list(data["jobs"][job]["strategy"]["matrix"]["include"])


def artifacts(data: Data) -> list[str]:
    """The names of all artifacts that a run uploads, one for each leg."""
    names = []
    for job, content in data["jobs"].items():
        for step in using(data, "actions/upload-artifact", job):
            for leg in content.get("strategy", {}).get("matrix", {}).get("include", [{}]):
                names.append(
                    re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found, leg=leg: leg[found[1]], step["with"]["name"])
                )
    return names


def ancestors(data: Data, job: str) -> set[str]:
    needs = set(data["jobs"][job].get("needs", []))
    return needs.union(*(ancestors(data, need) for need in needs)) if needs else needs


def position(data: Data, job: str, step: Data) -> int:
    return steps(data, job).index(step)


# --- the properties


def _tokens(data: Data) -> bool:
    """The publish step comes directly after the step whose token it gets, and nobody else gets one."""
    auth = the(data, "rust-lang/crates-io-auth-action", "publish-crates-io")
    publish = running(data, "publish-crates-io", "cargo publish")
    given = [
        (s.get("name"), s["env"]["CARGO_REGISTRY_TOKEN"])
        for j in data["jobs"]
        for s in steps(data, j)
        if "CARGO_REGISTRY_TOKEN" in s.get("env", {})
    ]
    return bool(auth.get("id")) and given == [(publish.get("name"), f"${{{{ steps.{auth['id']}.outputs.token }}}}")]


def _auth_directly_before_publish(data: Data) -> bool:
    auth = the(data, "rust-lang/crates-io-auth-action")
    publish = running(data, "publish-crates-io", "cargo publish")
    return position(data, "publish-crates-io", publish) == position(data, "publish-crates-io", auth) + 1


def _skips_what_is_published(data: Data) -> bool:
    """Auth and publish hang on an earlier step of the same job that asks cargo outside the checkout."""
    ask = running(data, "publish-crates-io", "cargo info")
    auth = the(data, "rust-lang/crates-io-auth-action")
    publish = running(data, "publish-crates-io", "cargo publish")
    leaves = "RUNNER_TEMP" in ask["run"].partition("cargo info")[0] or "runner.temp" in ask.get("working-directory", "")
    asked_first = position(data, "publish-crates-io", ask) < position(data, "publish-crates-io", auth)
    return leaves and asked_first and auth["if"] == publish["if"] and f"steps.{ask['id']}.outputs." in auth["if"]


def _test_legs(data: Data) -> bool:
    expected = {
        (runner, f"dist-{built}-{target}", python)
        for (built, target), runners in LEGS.items()
        for runner in runners
        for python in ("3.10", "3.14")
    }
    legs = include(data, "test-wheels")
    return len(legs) == 10 and {(leg["os"], leg["artifact"], leg["python"]) for leg in legs} == expected


def _skip_existing(data: Data) -> bool:
    """Only a re-run attempt or a dispatch lets an existing file pass."""
    value = str(the(data, "pypa/gh-action-pypi-publish")["with"]["skip-existing"])
    parts = re.fullmatch(r"\$\{\{ (.*) \|\| (.*) \}\}", value)
    attempt = re.compile(r"github\.run_attempt (?:!= '1'|!= 1|> 1)")
    return bool(parts and attempt.fullmatch(parts[1]) and parts[2] == "github.event_name == 'workflow_dispatch'")


def _downloads(data: Data) -> bool:
    """Whoever takes all distributions takes every artifact of the run, into one folder."""
    taking = [the(data, "actions/download-artifact", job)["with"] for job in ("check-dist", "publish-pypi")]
    return all(
        w.get("merge-multiple") is True
        and "name" not in w
        and all(fnmatchcase(name, w["pattern"]) for name in artifacts(data))
        for w in taking
    )


def _same_folder(data: Data) -> bool:
    folders = [
        s["with"]["path"] for s in using(data, "actions/upload-artifact") + using(data, "actions/download-artifact")
    ]
    packages = the(data, "pypa/gh-action-pypi-publish").get("with", {}).get("packages-dir", "dist")
    return {*folders, packages} == {"dist"}


def _checkouts_may_read(data: Data) -> bool:
    return all(
        job.get("permissions", data["permissions"]).get("contents") == "read"
        for name, job in data["jobs"].items()
        if using(data, "actions/checkout", name)
    )


def _least_privilege(data: Data) -> bool:
    without = [name for name in ("test-wheels", "check-dist") if data["jobs"][name].get("permissions") == {}]
    return len(without) == 2 and not using(data, "actions/checkout", *without)


def _oidc(data: Data) -> bool:
    """Whoever may ask for an identity token, and nobody else, publishes."""
    asking = [
        n for n, job in data["jobs"].items() if job.get("permissions", data["permissions"]).get("id-token") == "write"
    ]
    return asking == PUBLISHING and "id-token" not in data["permissions"]


def _no_cache(data: Data) -> bool:
    caches = using(data, "Swatinem/rust-cache")
    return (
        bool(caches)
        and all(c["with"].get("lookup-only") is True and c["with"].get("save-if") is False for c in caches)
        and not using(data, "actions/cache")
        and not any("cache" in s.get("with", {}) for s in using(data, "actions/setup-python"))
        and not any(s.get("with", {}).get("sccache") for s in using(data, "PyO3/maturin-action"))
    )


def _way_is_straight(data: Data) -> bool:
    """Nothing on the way to publishing goes on after a failure."""
    conditions = [str(part.get("if", "")) for job in data["jobs"].values() for part in (job, *job["steps"])]
    lenient = [part for job in data["jobs"].values() for part in (job, *job["steps"]) if "continue-on-error" in part]
    return not lenient and not any(re.search(r"\b(?:always|failure|cancelled)\(", text) for text in conditions)


def _matrix_runs_on(data: Data) -> bool:
    return all(data["jobs"][job]["runs-on"] == "${{ matrix.os }}" for job in ("build-wheels", "test-wheels"))


def _wheels_built(data: Data) -> bool:
    given = the(data, "PyO3/maturin-action", "build-wheels")["with"]
    args = "--release --out dist --manifest-path crates/iscc-py/Cargo.toml"
    return (
        given.get("command", "build") == "build" and given["args"] == args and given["target"] == "${{ matrix.target }}"
    )


def _sdist_built(data: Data) -> bool:
    given = the(data, "PyO3/maturin-action", "build-sdist")["with"]
    return given["command"] == "sdist" and given["args"] == "--out dist --manifest-path crates/iscc-py/Cargo.toml"


def _maturin_pinned(data: Data) -> bool:
    pins = {s.get("with", {}).get("maturin-version", "") for s in using(data, "PyO3/maturin-action")}
    return len(pins) == 1 and bool(re.fullmatch(r"v\d+\.\d+\.\d+", pins.pop()))


def _version_handed_out(data: Data) -> bool:
    output = data["jobs"]["verify"]["outputs"]["version"]
    users = [n for n in data["jobs"] if "needs.verify.outputs.version" in " ".join(strings(data["jobs"][n]))]
    return bool(re.fullmatch(r"\$\{\{ steps\.[\w-]+\.outputs\.version \}\}", output)) and {
        "build-sdist",
        "test-wheels",
        "check-dist",
        "publish-crates-io",
    } <= set(users)


def _references(data: Data) -> bool:
    """Actions demanded by name are used at the refs demanded."""
    demanded = [
        ("publish-crates-io", "dtolnay/rust-toolchain@stable"),
        ("publish-crates-io", "Swatinem/rust-cache@v2"),
        ("publish-crates-io", "rust-lang/crates-io-auth-action@v1"),
        ("build-wheels", "PyO3/maturin-action@v1"),
        ("build-wheels", "actions/upload-artifact@v4"),
        ("build-sdist", "actions/upload-artifact@v4"),
        ("publish-pypi", "actions/download-artifact@v4"),
        ("publish-pypi", "pypa/gh-action-pypi-publish@release/v1"),
    ]
    return all(any(s.get("uses") == uses for s in steps(data, job)) for job, uses in demanded)


def _needs_reach(data: Data) -> bool:
    """verify comes before everything, and what is tested was built before."""
    return all("verify" in ancestors(data, job) for job in JOBS[1:]) and {"build-wheels", "build-sdist"} <= ancestors(
        data, "check-dist"
    )


def job(name: str) -> Callable[[Data], Data]:
    return lambda data: data["jobs"][name]


def put(find: Callable[[Data], Any], key: Any, value: object) -> Callable[[Data], object]:
    """A change: set a key of what `find` finds."""
    return lambda data: find(data).__setitem__(key, value)


def drop(find: Callable[[Data], Any], key: Any) -> Callable[[Data], object]:
    """A change: remove a key of what `find` finds."""
    return lambda data: find(data).pop(key)


def top(data: Data) -> Data:
    return data


def with_of(action: str, *jobs: str) -> Callable[[Data], Data]:
    return lambda data: using(data, action, *jobs)[0]["with"]


PROPERTIES = [
    Property("name", lambda d: d["name"] == "Release", put(top, "name", "release")),
    Property(
        "triggers",
        lambda d: d["on"] == {"push": {"tags": ["v*.*.*"]}, "workflow_dispatch": None},
        put(lambda d: d["on"], "push", {"tags": ["v*"]}),
    ),
    Property(
        "reads only", lambda d: d["permissions"] == {"contents": "read"}, put(top, "permissions", {"contents": "write"})
    ),
    Property(
        "identity tokens only where something is published",
        _oidc,
        put(job("check-dist"), "permissions", {"id-token": "write"}),
    ),
    Property(
        "a release in progress is never cancelled",
        lambda d: d["concurrency"] == {"group": "release", "cancel-in-progress": False},
        put(lambda d: d["concurrency"], "cancel-in-progress", True),
    ),
    Property("jobs", lambda d: list(d["jobs"]) == JOBS, drop(lambda d: d["jobs"], "check-dist")),
    Property(
        "actions and their refs",
        _references,
        lambda d: using(d, "Swatinem/rust-cache")[0].update(uses="Swatinem/rust-cache@v1"),
    ),
    Property("verify comes first", _needs_reach, put(job("build-wheels"), "needs", [])),
    Property(
        "one gate for both registries",
        lambda d: all(set(d["jobs"][name]["needs"]) == GATE for name in PUBLISHING),
        lambda d: d["jobs"]["publish-crates-io"]["needs"].remove("test-wheels"),
    ),
    Property(
        "registries side by side",
        lambda d: not set(PUBLISHING) & (ancestors(d, "publish-pypi") | ancestors(d, "publish-crates-io")),
        lambda d: d["jobs"]["publish-pypi"]["needs"].append("publish-crates-io"),
    ),
    Property(
        "wheels are tested after they are built",
        lambda d: {"verify", "build-wheels"} == set(d["jobs"]["test-wheels"]["needs"]),
        put(job("test-wheels"), "needs", ["verify"]),
    ),
    Property(
        "only a tag publishes",
        lambda d: all(d["jobs"][name]["if"] == "startsWith(github.ref, 'refs/tags/v')" for name in PUBLISHING),
        drop(job("publish-pypi"), "if"),
    ),
    Property(
        "environments on exactly the publishing jobs",
        lambda d: (
            {n: j["environment"] for n, j in d["jobs"].items() if "environment" in j}
            == {"publish-crates-io": "crates-io", "publish-pypi": "pypi"}
        ),
        put(job("check-dist"), "environment", "pypi"),
    ),
    Property(
        "who checks out may read",
        _checkouts_may_read,
        put(job("publish-crates-io"), "permissions", {"id-token": "write"}),
    ),
    Property("test jobs may do nothing", _least_privilege, drop(job("test-wheels"), "permissions")),
    Property(
        "no checkout keeps credentials",
        lambda d: all(s["with"]["persist-credentials"] is False for s in using(d, "actions/checkout")),
        drop(with_of("actions/checkout"), "persist-credentials"),
    ),
    Property(
        "every job has a time limit",
        lambda d: all(0 < j["timeout-minutes"] <= 60 for j in d["jobs"].values()),
        lambda d: d["jobs"]["verify"].update({"timeout-minutes": 360}),
    ),
    Property(
        "bash everywhere", lambda d: d["defaults"] == {"run": {"shell": "bash"}}, put(top, "defaults", {"run": {}})
    ),
    Property("version handed out by verify", _version_handed_out, put(job("verify"), "outputs", {"version": "1.0"})),
    Property(
        "verify reads the locked manifests",
        lambda d: all(
            part in " ".join(scripts(d)) for part in ("cargo metadata --locked --no-deps", "GITHUB_REF_TYPE", "iscc-py")
        ),
        lambda d: [s.update(run=s["run"].replace("--locked ", "")) for s in steps(d, "verify") if "run" in s],
    ),
    Property(
        "build legs",
        lambda d: [(leg["os"], leg["target"]) for leg in include(d, "build-wheels")] == list(LEGS),
        lambda d: d["jobs"]["build-wheels"]["strategy"]["matrix"]["include"].pop(),
    ),
    Property(
        "wheels built as demanded",
        _wheels_built,
        put(with_of("PyO3/maturin-action", "build-wheels"), "args", "--release"),
    ),
    Property("sdist built as demanded", _sdist_built, drop(with_of("PyO3/maturin-action", "build-sdist"), "command")),
    Property(
        "manylinux wheels on Linux",
        lambda d: the(d, "PyO3/maturin-action", "build-wheels")["with"]["manylinux"] == "auto",
        drop(with_of("PyO3/maturin-action", "build-wheels"), "manylinux"),
    ),
    Property("maturin is pinned", _maturin_pinned, put(with_of("PyO3/maturin-action"), "maturin-version", "latest")),
    Property(
        "one abi3 wheel a leg, before it is uploaded",
        lambda d: (
            "cp310-abi3" in [*steps(d, "build-wheels")][-2]["run"]
            and "upload-artifact" in steps(d, "build-wheels")[-1]["uses"]
        ),
        lambda d: d["jobs"]["build-wheels"]["steps"].pop(-2),
    ),
    Property("ten test legs", _test_legs, lambda d: include(d, "test-wheels")[3].update(python="3.13")),
    Property("legs run where they say", _matrix_runs_on, put(job("test-wheels"), "runs-on", "ubuntu-latest")),
    Property(
        "each leg tests its own wheel with its own Python",
        lambda d: (
            the(d, "actions/download-artifact", "test-wheels")["with"]["name"] == "${{ matrix.artifact }}"
            and the(d, "actions/setup-python", "test-wheels")["with"]["python-version"] == "${{ matrix.python }}"
        ),
        put(with_of("actions/download-artifact", "test-wheels"), "name", "dist-ubuntu-latest-x86_64"),
    ),
    Property(
        "wheels come from the artifact alone",
        lambda d: all(
            part in running(d, "test-wheels", "pip install")["run"] for part in ("--no-index", "--no-deps", "$VERSION")
        ),
        lambda d: running(d, "test-wheels", "pip install").update(run="python -m pip install iscc-lib"),
    ),
    Property(
        "wheel and sdist are exercised alike",
        lambda d: (
            running(d, "test-wheels", "conformance_selftest") == running(d, "build-sdist", "conformance_selftest")
        ),
        lambda d: running(d, "build-sdist", "conformance_selftest").update(
            run="import iscc_lib; iscc_lib.conformance_selftest()"
        ),
    ),
    Property(
        "no leg stops another",
        lambda d: all(j["strategy"].get("fail-fast") is False for j in d["jobs"].values() if "strategy" in j),
        lambda d: d["jobs"]["test-wheels"]["strategy"].pop("fail-fast"),
    ),
    Property("nothing goes on after a failure", _way_is_straight, put(job("test-wheels"), "continue-on-error", True)),
    Property(
        "artifact names are unique",
        lambda d: len(artifacts(d)) == 5 == len(set(artifacts(d))),
        put(with_of("actions/upload-artifact", "build-wheels"), "name", "dist-${{ matrix.os }}"),
    ),
    Property(
        "tested artifacts are built ones",
        lambda d: (
            {leg["artifact"] for leg in include(d, "test-wheels")} == {n for n in artifacts(d) if n != "dist-sdist"}
        ),
        lambda d: include(d, "test-wheels")[0].update(artifact="dist-ubuntu-latest-x64"),
    ),
    Property(
        "uploads neither empty nor refused on a re-run",
        lambda d: all(
            s["with"]["if-no-files-found"] == "error" and s["with"]["overwrite"] is True
            for s in using(d, "actions/upload-artifact")
        ),
        drop(with_of("actions/upload-artifact", "build-sdist"), "overwrite"),
    ),
    Property(
        "all distributions in one download",
        _downloads,
        put(with_of("actions/download-artifact", "publish-pypi"), "pattern", "wheels-*"),
    ),
    Property(
        "one folder for distributions",
        _same_folder,
        put(with_of("actions/download-artifact", "publish-pypi"), "path", "."),
    ),
    Property(
        "strict metadata check",
        lambda d: "twine check --strict dist/*" in " ".join(s.get("run", "") for s in steps(d, "check-dist")),
        lambda d: running(d, "check-dist", "twine check").update(run="twine check dist/*"),
    ),
    Property(
        "tests before the crate is published",
        lambda d: (
            position(d, "publish-crates-io", running(d, "publish-crates-io", "cargo test --workspace"))
            < position(d, "publish-crates-io", running(d, "publish-crates-io", "cargo info"))
        ),
        lambda d: d["jobs"]["publish-crates-io"]["steps"].append(d["jobs"]["publish-crates-io"]["steps"].pop(3)),
    ),
    Property(
        "the core crate is published",
        lambda d: running(d, "publish-crates-io", "cargo publish")["run"].strip() == "cargo publish -p iscc-lib",
        lambda d: running(d, "publish-crates-io", "cargo publish").update(run="cargo publish --workspace"),
    ),
    Property(
        "the token reaches the publish step and no other",
        _tokens,
        lambda d: the(d, "rust-lang/crates-io-auth-action").pop("id"),
    ),
    Property(
        "the token is asked for directly before it is used",
        _auth_directly_before_publish,
        lambda d: d["jobs"]["publish-crates-io"]["steps"].insert(-1, {"run": "true"}),
    ),
    Property(
        "a published version is skipped",
        _skips_what_is_published,
        lambda d: running(d, "publish-crates-io", "cargo info").update(run='cargo info "iscc-lib@$VERSION"'),
    ),
    Property(
        "existing files pass only on a re-run",
        _skip_existing,
        put(with_of("pypa/gh-action-pypi-publish"), "skip-existing", True),
    ),
    Property(
        "PyPI's job does nothing else",
        lambda d: (
            len(steps(d, "publish-pypi")) <= 3
            and not any("run" in s for s in steps(d, "publish-pypi"))
            and not using(d, "actions/checkout", "publish-pypi")
        ),
        lambda d: d["jobs"]["publish-pypi"]["steps"].insert(0, {"run": "ls dist"}),
    ),
    Property("no cache is restored or saved", _no_cache, drop(with_of("Swatinem/rust-cache"), "lookup-only")),
    Property(
        "no expression inside a script",
        lambda d: not any("${{" in script for script in scripts(d)),
        lambda d: running(d, "verify", "cargo metadata").update(run="cargo metadata; echo ${{ github.ref_name }}"),
    ),
    Property(
        "no stored secret",
        lambda d: not any(re.search(r"\bsecrets\b|password|api[-_]?key", text, re.IGNORECASE) for text in strings(d)),
        put(with_of("pypa/gh-action-pypi-publish"), "password", "${{ secrets.PYPI }}"),
    ),
    Property(
        "no registry's address",
        lambda d: not any(ADDRESS.search(text) for text in strings(d)),
        put(with_of("pypa/gh-action-pypi-publish"), "repository-url", "https://example.com/"),
    ),
    Property(
        "nothing for npm",
        lambda d: not any(re.search(r"\bnpm\b|setup-node", text) for text in strings(d)),
        lambda d: d["jobs"]["publish-pypi"]["steps"].append({"uses": "actions/setup-node@v6"}),
    ),
    Property(
        "no image that is gone",
        lambda d: not any(re.search(r"\bmacos-1[0-4]\b", text) for text in strings(d)),
        lambda d: include(d, "build-wheels")[2].update(os="macos-14"),
    ),
]
ROWS = [pytest.param(row, id=row.name.replace(" ", "-")) for row in PROPERTIES]


@pytest.mark.parametrize("row", ROWS)
def test_property(release, row):
    assert row.holds(release.data), row.name


@pytest.mark.parametrize("row", ROWS)
def test_property_would_notice(release, row):
    broken = copy.deepcopy(release.data)
    row.breaks(broken)
    assert broken != release.data, "the change changes nothing"

    try:
        held = row.holds(broken)
    except (KeyError, ValueError, IndexError):
        held = False
    assert not held, row.name


def test_reads_the_same_with_pyyaml(release):
    """YAML 1.1 reads `on` as true; all else must be what YAML 1.2 reads."""
    found = yaml.safe_load(release.text)
    found["on"] = found.pop(True)

    assert release.data == found


def test_comment_says_why_nothing_is_cancelled(release):
    (line,) = [line for line in release.text.splitlines() if "cancel-in-progress" in line]

    assert re.search(r"#.*never.*cancel|#.*cancel.*never", line, re.IGNORECASE)


def test_no_address_in_comments_either(release):
    assert ADDRESS.search(release.text) is None
