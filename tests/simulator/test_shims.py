"""Programs that stand before those which publish: what they refuse, what they pass on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from ghflow.simulator.shims import SHIMS, git_template, guards, write_shims

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the shims are scripts for POSIX shells")


@pytest.fixture
def call(tmp_path):
    """Call a program behind its shim; the real one, unless there is none, prints its arguments."""
    shims, real = tmp_path / "shims", tmp_path / "real"
    real.mkdir()
    for name in ("git", "npm", "cargo", "docker", "mvn", "twine", "uv", "npx", "docker-compose"):
        (real / name).write_text('#!/bin/sh\nprintf "%s|" "$@"\nexit 7\n')
        (real / name).chmod(0o755)

    def run(*words, allow=()):
        shutil.rmtree(shims, ignore_errors=True)
        write_shims(shims, allow)
        env = {"PATH": os.pathsep.join([str(shims), str(real), "/usr/bin", "/bin"])}
        return subprocess.run(words, env=env, capture_output=True, text=True, cwd=tmp_path, check=False)

    return run


@pytest.mark.parametrize(
    "line",
    [
        "git push",
        "git push --force origin main",
        "git -C somewhere -c a.b=c --no-pager push",
        "git --git-dir x/.git push",
        "git send-pack origin",
        "git lfs push origin main",
        "gh",
        "gh release create v1",
        "gh --repo a/b pr merge",
        "cargo publish",
        "cargo +nightly publish",
        "cargo --config x=y publish -p a",
        "cargo yank a",
        "twine upload dist/a.whl",
        "twine",
        "npm publish",
        "npm --prefix sub publish --access public",
        "yarn npm publish",
        "yarn publish",
        "pnpm --filter x publish",
        "npm pub",
        "npx --yes npm publish",
        "npx semantic-release",
        "npx lerna publish from-git",
        "docker-compose -f a.yml push",
        "uvx twine upload dist/a.whl",
        "uv tool run --from twine twine upload dist/a.whl",
        "uv run --with twine twine upload dist/a.whl",
        "pipx run twine upload dist/a.whl",
        "docker push a/b",
        "docker image push a/b",
        "docker --context c push a/b",
        "docker buildx build --push .",
        "docker build --output type=registry .",
        "podman push a/b",
        "uv publish",
        "uv --directory x publish",
        "poetry publish --build",
        "gem push a.gem",
        "mvn -B clean deploy",
        "dotnet nuget push a.nupkg",
        "ssh host",
        "sudo true",
    ],
)
def test_refused(call, line):
    done = call(*line.split())
    program = line.split()[0]

    assert (1, "") == (done.returncode, done.stdout)
    assert f"{program}" in done.stderr
    assert "is refused: " in done.stderr
    assert f"Allow it with --allow {program}" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "git status",
        "git commit -m push",
        "git log push",
        "git -C push status",
        "npm run publish",
        "npm install",
        "npm --prefix publish ci",
        "cargo build",
        "cargo package",
        "docker build -t push .",
        "mvn verify",
        "twine check dist/a.whl",
        "uv build",
        "uv run twine check dist/a.whl",
        "uv run publish.py",
        "npx publish-check",
        "docker-compose -f push up",
    ],
)
def test_passed_on(call, line):
    program, *arguments = line.split()
    done = call(program, *arguments)

    assert (7, "".join(f"{one}|" for one in arguments), "") == (done.returncode, done.stdout, done.stderr)


def test_arguments_stay_as_they_are(call):
    done = call("git", "commit", "-m", "a b  $c `d` 'e' \"f\" *", "", "--")

    assert "commit|-m|a b  $c `d` 'e' \"f\" *||--|" == done.stdout


def test_allowed(call):
    assert "push|" == call("git", "push", allow=["git"]).stdout
    assert 1 == call("npm", "publish", allow=["git"]).returncode


def test_a_program_that_is_not_there(call):
    done = call("poetry", "install")

    assert (127, "poetry: command not found\n") == (done.returncode, done.stderr)


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_git_by_its_path(tmp_path):
    git = shutil.which("git")
    assert git is not None
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **guards()}
    bare, work = tmp_path / "bare", tmp_path / "work"
    subprocess.run([git, "init", "-q", "--bare", str(bare)], check=True, env=env)
    subprocess.run([git, "init", "-q", str(work)], check=True, env=env)
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([git, "-C", str(work), *name, "commit", "-q", "--allow-empty", "-m", "x"], check=True, env=env)
    refused = subprocess.run(
        [git, "-C", str(work), "push", str(bare), "HEAD:main"], env=env, capture_output=True, text=True, check=False
    )

    assert 0 != refused.returncode
    assert "refused-by-ghflow" in refused.stderr
    assert (
        0 == subprocess.run([git, "-C", str(work), "fetch", "-q", str(work), "HEAD"], env=env, check=False).returncode
    )


def test_guards_go_with_their_program():
    assert "GIT_CONFIG_COUNT" in guards()
    assert "GIT_CONFIG_COUNT" not in guards(["git"])
    assert "TWINE_REPOSITORY_URL" in guards(["git"])
    assert {} == guards(SHIMS)


def test_a_guard_goes_although_programs_like_it_stay():
    assert "YARN_NPM_PUBLISH_REGISTRY" in guards()
    assert "YARN_NPM_PUBLISH_REGISTRY" not in guards(("yarn",))


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_no_push_from_a_repository_that_a_script_makes(tmp_path):
    script = """
    git init -q --bare bare && git init -q work && cd work && echo ignored >> .git/info/exclude
    git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m x
    git config remote.origin.url ../bare && git config remote.origin.pushurl ../bare && git config alias.p push
    git p origin HEAD:refs/heads/x
    """
    env = {"PATH": os.environ["PATH"], **guards()}
    done = subprocess.run(
        ["/bin/sh", "-ec", script],
        cwd=tmp_path,
        env=env | git_template(tmp_path / "template"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "git push is refused" in done.stderr
    assert not (tmp_path / "bare/refs/heads/x").exists()
