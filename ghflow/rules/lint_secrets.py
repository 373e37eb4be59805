"""Lints about secrets: where they get to, and those that stand in the file.

Not here: the job's own token and what it may do (`lint_tokens`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.expr.tree import CLASSES, Call, Context, Index, Star, walk
from ghflow.model.calls import CallJob
from ghflow.model.node import Node
from ghflow.model.steps import RunStep
from ghflow.rules.actions import place_of_input
from ghflow.rules.lint_injection import place_in_script, scripts_of
from ghflow.rules.lint_taint import keys_of, may_have, trees_in
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.credentials import KINDS, LOGIN_ACTIONS, SECRET_INPUTS, STARTS, TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.rules.world import World
    from ghflow.where import Where


_BULK = re.compile(r"\bsecrets\b(?!\s*(?:\.\s*[a-z_]|\[\s*[^*\s]))", re.IGNORECASE)
_PART = re.compile(r"fromjson\(\s*secrets", re.IGNORECASE)


@rule(Severity.WARNING)
def secrets_in_bulk(graph: Graph) -> Iterator[Found]:
    """All secrets of the repository are handed on at once, where a few were needed.

    Whoever reads that text, an action or a log of what it holds, has every secret, and those that are added later too.

        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: ./deploy
                env:
                  SECRETS: ${{ toJSON(secrets) }}  # <-

    Source: docs.github.com, "Secure use reference", use of secrets; zizmor, overprovisioned-secrets (read 2026-11-22).
    """
    for use in graph.all_uses() if may_have(graph, _BULK) else ():
        tree = use.parsed.tree
        if tree is None:
            continue
        named = {id(part.of) for part in walk(tree) if isinstance(part, Index) and not isinstance(part.key, Star)}
        for part in walk(tree):
            if isinstance(part, Context) and part.name.lower() == "secrets" and id(part) not in named:
                where = place_of(use, lambda one: isinstance(one, Context) and one.name.lower() == "secrets")
                message = "all secrets of the repository are handed on at once"
                yield Found(use.node, where, message, use.yaml_path, "name those that are needed: secrets.NAME")
                break


@rule(Severity.WARNING)
def inherited_secrets(graph: Graph, world: World) -> Iterator[Found]:
    """A called workflow is given all secrets, and is one of another repository, or uses none.

    It gets those that it does not need as well, and so does whoever can change it.

        on: push
        jobs:
          deploy:
            uses: octo/shared/.github/workflows/deploy.yml@v1
            secrets: inherit  # <-

    Secrets by name are fine, and so is a workflow of one's own repository that uses some:

        on: push
        jobs:
          deploy:
            uses: octo/shared/.github/workflows/deploy.yml@v1
            secrets:
              token: ${{ secrets.DEPLOY_TOKEN }}

    Source: docs.github.com, "Reuse workflows", passing secrets; zizmor, secrets-inherit (read 2026-11-22).
    """
    for job in graph.jobs:
        holder = job.holder
        if not isinstance(holder, CallJob) or holder.secrets != "inherit":
            continue
        name = str(holder.uses).partition("@")[0]
        where, path = holder.where.argument("secrets"), f"{job.prefix}.secrets"
        if not name.startswith(("./", "$/")):
            message = f"{name} is given all secrets of this repository"
            yield Found(holder, where, message, path, "hand it those that it needs, by name")
        elif (called := world.called(name)) is not None and not _uses_secrets(called):
            message = f"{name} is given all secrets and uses none"
            yield Found(holder, where, message, path, "leave it out")


def _uses_secrets(called: Graph | ActionGraph) -> bool:
    """Whether a workflow asks for a secret, or hands secrets on; the job's own token is there without."""
    if any(getattr(job.holder, "secrets", None) == "inherit" for job in called.jobs):
        return True
    for use in called.all_uses():
        parts = walk(use.parsed.tree) if use.parsed.tree is not None else ()
        own = {
            id(part.of) for part in parts if isinstance(part, Index) and keys_of(part) == ("secrets", "GITHUB_TOKEN")
        }
        if any(isinstance(part, Context) and part.name.lower() == "secrets" and id(part) not in own for part in parts):
            return True
    return False


@rule(Severity.WARNING)
def unmasked_secret(graph: Graph) -> Iterator[Found]:
    """A part of a secret is taken by `fromJSON`, and GitHub hides only the whole secret in the log.

        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: ./deploy
                env:
                  PASSWORD: ${{ fromJSON(secrets.ACCOUNT).password }}  # <-

    Source: docs.github.com, "Secure use reference", never use structured data as a secret (read 2026-11-22).
    """
    for use in graph.all_uses() if may_have(graph, _PART) else ():
        for part in walk(use.parsed.tree) if use.parsed.tree is not None else ():
            match part:
                case Index(Call(name, (inner,)), _) if name.lower() == "fromjson":
                    keys = keys_of(inner) or ("",)
                    if keys[0] == "secrets":
                        where = place_of(use, lambda one, part=part: one == part)  # type: ignore[misc]
                        message = f"a part of {'.'.join(map(str, keys))} is not hidden in the log, as the whole is"
                        yield Found(use.node, where, message, use.yaml_path, "make a secret of its own of each part")


_PRINTS = re.compile(r"^(?:sudo\s+)?(?:echo|printf|cat\s*<<<|Write-Host|Write-Output)\b")
_AWAY = re.compile(r"[|>]|::add-mask::")
_ENCODED = re.compile(r"\|\s*(?:base64|base32|xxd|hexdump|od|rev|sed|tr|fold)\b[^|>&;]*$")
"""The end of a line whose output goes to the log all the same, and is not hidden there any more."""


@rule(Severity.WARNING, actions=True)
def secret_in_log(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A script prints a secret to the log.

    GitHub hides the exact text only: one that is quoted, encoded or broken into lines is there for everybody to read.

        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: echo "token is $TOKEN"  # <-
                env:
                  TOKEN: ${{ secrets.TOKEN }}

    Source: docs.github.com, "Secure use reference", use of secrets (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step in enumerate(job.steps):
            if not isinstance(step, RunStep) or not isinstance(step.run, str):
                continue
            variables = _secret_variables(graph, job, step)
            for at, line in _printing(step.run):
                name = next(
                    (
                        name
                        for name in variables
                        if re.search(rf"(?<!\\)\$(?:env:|\{{(?:env:)?)?{re.escape(name)}\b(?!:[+?])", line)
                    ),
                    None,
                )
                said = variables[name] if name is not None else _secret_in(line)
                if said is not None:
                    message = f"the script prints {said} to the log"
                    yield Found(step, place_in_script(step, at), message, f"{job.step_path(index)}.run")


def _printing(script: str) -> Iterator[tuple[int, str]]:
    """The lines of a script that print to the log and nowhere else, with their offset."""
    at = 0
    inside: str | None = None
    for line in script.splitlines(keepends=True):
        bare = line.strip()
        if inside is not None:
            inside = None if bare == inside else inside
        elif found := re.search(r"<<-?\s*[\"']?(\w+)", line):
            inside = found[1]
        elif _PRINTS.match(bare) and not bare.endswith("\\"):
            code = _ENCODED.sub("", re.sub(r"""\$\{\{.*?\}\}|'[^']*'|"[^"]*\"""", "", bare))
            if not _AWAY.search(code) and "::add-mask::" not in bare:
                yield at, bare if "${{" in bare else re.sub(r"'[^']*'", "", bare)
        at += len(line)


def _secret_variables(graph: Graph | ActionGraph, job: StepsGraph, step: Any) -> dict[str, str]:
    """The variables of a step that hold a secret and nothing else, with its name."""
    found: dict[str, str] = {}
    for holder in (getattr(graph, "workflow", None), job.holder, step):
        env = getattr(holder, "env", None)
        for name, value in env.items() if isinstance(env, Mapping) else ():
            found.pop(name, None)
            for tree in trees_in(value):
                keys = keys_of(tree) or ("",)
                if keys[0] == "secrets" and len(keys) == 2:
                    found[name] = ".".join(map(str, keys))
    return found


def _secret_in(text: str) -> str | None:
    """The secret that a text puts in by `${{ }}`."""
    for tree in trees_in(text):
        keys = keys_of(tree) or ("",)
        if keys[0] == "secrets" and len(keys) == 2:
            return ".".join(map(str, keys))
    return None


@rule(Severity.WARNING, actions=True)
def secret_in_script(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A secret is put into the text of a script by `${{ }}`.

    The shell reads the secret as a part of the script: a `$`, a quote or a backtick in it changes the script, and what is left
    of it is not hidden in the log. The script with the secret in it lies on the disk of the runner for all later steps.

        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: ./deploy --token ${{ secrets.TOKEN }}  # <-

    Through `env` it is a text and no more:

        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: ./deploy --token "$TOKEN"
                env:
                  TOKEN: ${{ secrets.TOKEN }}

    Source: docs.github.com, "Using secrets in GitHub Actions", cross-process and shell quoting (read 2026-11-22).
    """
    for job in graph.jobs:
        for use, _ in scripts_of(job):
            keys = (keys_of(use.parsed.tree) if use.parsed.tree is not None else None) or ("",)
            if keys[0] == "secrets" and len(keys) == 2 and str(keys[1]).upper() != "GITHUB_TOKEN":
                said = ".".join(map(str, keys))
                where = place_of(use, lambda one, said=keys: keys_of(one) == said)  # type: ignore[misc]
                message = f"the text of {said} becomes a part of the script"
                yield Found(use.node, where, message, use.yaml_path, f'put it into env: and write "${keys[1]}"')


@rule(Severity.WARNING)
def hard_coded_credential(graph: Graph) -> Iterator[Found]:
    """A password of a registry, a token or a private key stands in the file.

    Everybody who can read the repository has it, and it stays in the history. Tokens are known by how they begin, and what is in
    a variable called a token, secret or password by its length and its mixture of letters and digits.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            container:
              image: registry.example.com/build
              credentials:
                username: octo
                password: hunter2  # <-
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.container.credentials`; the patterns that GitHub's secret
    scanning knows (read 2026-11-22).
    """
    for job in graph.jobs:
        for node, path, name in _containers(job):
            credentials = node.credentials
            password = credentials.get("password") if isinstance(credentials, Mapping) else None
            if isinstance(password, str) and password and "${{" not in password:
                message = f"the password of {name} stands in the file"
                where = node.where.argument("credentials", "password")
                hint = "make a secret of it: password: ${{ secrets.REGISTRY_PASSWORD }}"
                yield Found(node, where, message, f"{path}.credentials.password", hint)
        for index, step in enumerate(job.steps):
            for where, path, name in (*_given_away(step), *_in_commands(step)):
                hint = "make a secret of it, and take a new one"
                yield Found(step, where, f"{name} stands in the file", f"{job.step_path(index)}.{path}", hint)
    for node, way, text, path in _texts(graph):
        if way[0] == "env" and _is_random(text) and _SECRET_NAME.search(way[1]) and not TOKEN.search(text):
            message = f"a value for {way[1]} that looks like a secret stands in the file"
            yield Found(node, node.where.argument(*way), message, path, "make a secret of it, and take a new one")
        if not any(start in text for start in STARTS):
            continue
        if found := TOKEN.search(text):
            kind = next(kind for kind, value in found.groupdict().items() if value is not None)
            message = f"a {KINDS[kind]} stands in the file"
            place = node.where.argument(*way).inside(text, found.span(), found.span())
            yield Found(node, place, message, path, "take it back where it was made, and make a secret of a new one")


_HANDED = re.compile(
    r"\bcurl\b[^\n|;]*? (?:-u|--user)[ =]?[\"']?[\w.@-]+:(?P<curl>[^\s\"'$:]{6,})"
    r"|https?://[\w.-]+:(?P<address>[^\s\"'$@/:{}<>*%]{6,})@[\w.-]+\.\w"
)


def _in_commands(step: Any) -> Iterator[tuple[Where, str, str]]:
    """The passwords that a script hands to programs as they are: place, path, name."""
    script = getattr(step, "run", None)
    if not isinstance(script, str) or not ("curl" in script or "://" in script):
        return
    for match in _HANDED.finditer(script):
        kind = "curl" if match["curl"] is not None else "address"
        name = "the password for curl" if kind == "curl" else "the password in an address"
        yield step.where.argument("run").inside(script, match.span(kind), match.span(kind)), "run", name


_SECRET_NAME = re.compile(
    r"^(?!.*(?:public|publish|test|dummy|fake|example))"
    r".*(?:^|_)(?:password|passwd|passphrase|token|secret|(?:secret|access|api|private|auth|account)_?key)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"example|pass|your|strong|test|dummy|fake|change|local|abc|123|xxx", re.IGNORECASE)


def _is_random(text: str) -> bool:
    """Whether a text is as long and as mixed as made-up secrets are: words, versions, digests and identifiers are not."""
    return (
        re.fullmatch(r"[A-Za-z0-9+/_=-]{32,200}", text) is not None
        and all(len(re.findall(form, text)) >= 3 for form in (r"[a-z]", r"[A-Z]", r"[0-9]"))
        and _PLAIN.search(text) is None
    )


_LOGIN = re.compile(
    r"^\s*(?:sudo )?(?:docker|podman|helm registry) login\b.*?\s(?:-p|--password)[ =]([\"']?)(?![\s$\"'%])",
    re.MULTILINE,
)


def _given_away(step: Any) -> Iterator[tuple[Where, str, str]]:
    """The tokens and passwords that a step hands to an action or to a login as they are."""
    given = getattr(step, "with_", None)
    action = str(getattr(step, "uses", "")).partition("@")[0].lower()
    for name, value in given.items() if isinstance(given, Mapping) else ():
        names = SECRET_INPUTS | {"password"} if action in LOGIN_ACTIONS else SECRET_INPUTS
        if name.lower() in names and isinstance(value, str) and len(value) > 3 and "${{" not in value:
            yield place_of_input(step, name), f"with.{name}", f"the {name} of {action}"
    if isinstance(step, RunStep) and (found := _LOGIN.search(str(step.run))):
        start = str(step.run).rfind("\n", 0, found.end()) + 1
        yield place_in_script(step, start), "run", "the password of a registry"


def _containers(job: StepsGraph) -> Iterator[tuple[Any, str, str]]:
    """The container and the services of a job that are more than the name of an image."""
    container = getattr(job.holder, "container", None)
    if isinstance(container, Node):
        yield container, f"{job.prefix}.container", "the container"
    services = getattr(job.holder, "services", None)
    for name, service in services.items() if isinstance(services, Mapping) else ():
        if isinstance(service, Node):
            yield service, f"{job.prefix}.services.{name}", f"the service '{name}'"


def _texts(graph: Graph) -> Iterator[tuple[Node, tuple[str, ...], str, str]]:
    """The texts in which somebody may have put a token: variables, scripts, inputs of actions."""
    holders: list[tuple[Any, str]] = [(graph.workflow, "")]
    for job in graph.jobs:
        holders.append((job.holder, job.prefix))
        holders += [(step, job.step_path(index)) for index, step in enumerate(job.steps)]
        holders += [(node, path) for node, path, _ in _containers(job)]
    for holder, path in holders:
        for argument, key in (("env", "env"), ("with_", "with")):
            table = getattr(holder, argument, None)
            for name, value in table.items() if isinstance(table, Mapping) else ():
                if isinstance(value, str):
                    yield holder, (argument, name), value, f"{path}.{key}.{name}".lstrip(".")
        script = getattr(holder, "run", None)
        if isinstance(script, str) and holder.__class__ not in CLASSES:
            yield holder, ("run",), script, f"{path}.run"
