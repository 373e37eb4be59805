"""Secrets in scripts, logs and files."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings, job, lines_found, lines_marked, params

SECRET = "${{ secrets.TOKEN }}"
OWN = "./.github/workflows/c.yml"
OTHER = "=== .github/workflows/c.yml\n"
CALL = "workflow_call"
ENV = "\n  env: {T: '" + SECRET + "'}"


def prints(line, mark=" # <-", env=ENV):
    return job(f"- run: |\n    {line}{mark}{env}")


def call(uses, secrets, mark=""):
    return f"on: push\njobs:\n  a:\n    uses: {uses}\n    secrets: {secrets}{mark}\n"


CREDENTIALS = "image: i\n{0}credentials:\n{0}  username: u\n{0}  password: {1}\n"


def container(password, mark=" # <-"):
    return job() + "    container:\n      " + CREDENTIALS.format("      ", password + mark)


def token(*parts):
    """A text that looks like a token, put together here so that no scanner takes this file for a leak."""
    return "".join(parts)


ROWS = {
    "secrets-in-bulk": {
        "json": job("- run: x\n  env:\n    S: ${{ toJSON(secrets) }} # <-"),
        "any-case": job("- run: x\n  env:\n    S: ${{ tojson(Secrets) }} # <-"),
        "filter": job("- run: x\n  env:\n    S: ${{ join(secrets.*, ' ') }} # <-"),
        "input": job("- uses: a/b@v1\n  with:\n    all: ${{ toJSON(secrets) }} # <-"),
        "one": job("- run: x\n  env: {S: '${{ toJSON(secrets.A) }}'}"),
        "by-index": job("- run: x\n  env: {S: \"${{ secrets['A'] }}\"}"),
        "other-context": job("- run: x\n  env: {S: '${{ toJSON(vars) }}'}"),
    },
    "inherited-secrets": {
        "foreign": call("a/b/.github/workflows/c.yml@v1", "inherit", " # <-"),
        "own-without-need": call(OWN, "inherit", " # <-") + OTHER + job("- run: ${{ secrets.GITHUB_TOKEN }}", on=CALL),
        "own-with-need": call(OWN, "inherit") + OTHER + job("- run: x ${{ secrets.A }}", on=CALL),
        "own-that-hands-on": call(OWN, "inherit") + OTHER + call("./.github/workflows/d.yml", "inherit"),
        "own-unknown": call(OWN, "inherit"),
        "same-ref": call("$/.github/workflows/c.yml", "inherit"),
        "by-name": call("a/b/.github/workflows/c.yml@v1", "{t: '" + SECRET + "'}"),
    },
    "unmasked-secret": {
        "property": job("- run: x\n  env:\n    S: ${{ fromJSON(secrets.A).password }} # <-"),
        "item": job("- run: x\n  env:\n    S: ${{ fromJSON(secrets.A)[0] }} # <-"),
        "whole": job("- run: x\n  env: {S: '${{ secrets.A }}'}"),
        "other-context": job("- run: x\n  env: {S: '${{ fromJSON(vars.A).b }}'}"),
    },
    "secret-in-log": {
        "variable": prints('echo "token: $T"'),
        "braces": prints("echo ${T}"),
        "template": prints(f'echo "{SECRET}"', env=""),
        "printf": prints("printf '%s' \"$T\""),
        "powershell": prints("Write-Host $env:T"),
        "job-env": job("- run: echo $T # <-", env="{T: '" + SECRET + "'}"),
        "encoded": prints('echo "$T" | base64 -w0'),
        "encoded-for-a-file": prints('echo "$T" | base64 -d > key', ""),
        "encoded-for-a-program": prints('echo "$T" | base64 -d | gpg --import', ""),
        "to-a-file": prints("echo $T > file", ""),
        "to-a-file-behind": prints('echo "$T" >> "$GITHUB_ENV"', ""),
        "to-a-program": prints("echo $T | docker login --password-stdin", ""),
        "masked": prints('echo "::add-mask::$T"', ""),
        "single-quotes": prints("echo '$T'", ""),
        "escaped": prints('echo "\\$T"', ""),
        "whether-it-is-set": prints('echo "${T:+set}"', ""),
        "another-variable": prints("echo $TT", ""),
        "no-secret": prints("echo $T", "", "\n  env: {T: '${{ vars.T }}'}"),
        "not-printed": prints("./deploy $T", ""),
        "in-a-document": prints("cat <<X > file\n    echo $T\n    X", ""),
        "only-asked": prints("echo $T", "", "\n  env: {T: \"${{ secrets.TOKEN != '' }}\"}"),
    },
    "secret-in-script": {
        "run": job(f"- run: x {SECRET} # <-"),
        "lines": job(f"- run: |\n    x\n    y {SECRET} # <-"),
        "github-script": job(f"- uses: actions/github-script@v8\n  with:\n    script: x('{SECRET}') # <-"),
        "env": job("- run: x" + ENV),
        "input": job(f"- uses: a/b@v1\n  with: {{token: '{SECRET}'}}"),
        "asked": job("- run: x ${{ secrets.TOKEN != '' }}"),
        "own-token": job("- run: x ${{ secrets.GITHUB_TOKEN }}"),
    },
    "hard-coded-credential": {
        "container": container("hunter2"),
        "service": job() + "    services:\n      db:\n        " + CREDENTIALS.format(" " * 8, "x # <-"),
        "github": job("- run: x\n  env:\n    T: " + token("gh", "p_", "a1" * 18) + " # <-"),
        "github-fine": job("- run: x\n  env:\n    T: " + token("github", "_pat_", "a" * 22, "_", "b" * 59) + " # <-"),
        "aws": job("- run: |\n    x\n    y " + token("AK", "IA", "ABCDEFGHIJKLMNOP") + " # <-"),
        "input": job("- uses: a/b@v1\n  with:\n    token: " + token("npm", "_", "a1B2" * 9) + " # <-"),
        "job": job() + "    env:\n      T: " + token("AI", "za", "a1B2-" * 7) + " # <-\n",
        "key": job("- run: |\n    echo '" + token("-----BEGIN RSA ", "PRIVATE KEY-----") + "' > k # <-"),
        "login": job("- uses: docker/login-action@v3\n  with:\n    password: hunter2 # <-"),
        "token-of-an-action": job("- uses: a/b@v1\n  with:\n    token: abcdef # <-"),
        "login-in-a-script": job("- run: |\n    x\n    docker login -u u -p hunter2 # <-"),
        "login-with-a-variable": job('- run: docker login -u u -p "$PASSWORD"; docker login --password-stdin'),
        "login-with-a-secret": job("- uses: docker/login-action@v3\n  with: {password: '" + SECRET + "'}"),
        "password-of-a-test": job("- uses: a/setup-postgres@v1\n  with: {password: postgres}"),
        "random": job(
            "- run: x\n  env:\n    AWS_SECRET_ACCESS_KEY: "
            + token("wJalrXUtn", "FEMIK7MDENGbPxRfi", "CYzQzXq8Tn3k1A")
            + " # <-"
        ),
        "random-of-a-test": job(
            "- run: x\n  env:\n    TEST_TOKEN: " + token("wJalrXUtn", "FEMIK7MDENGbPxRfi", "CYzQzXq8Tn3k1A")
        ),
        "random-of-no-secret": job(
            "- run: x\n  env:\n    DIGEST: " + token("wJalrXUtn", "FEMIK7MDENGbPxRfi", "CYzQzXq8Tn3k1A")
        ),
        "digest-as-token": job("- run: x\n  env: {TOKEN: 0123456789abcdef0123456789abcdef01234567}"),
        "words": job("- run: x\n  env: {SA_PASSWORD: Your-Strong-Passw0rd-0f-This-8atabase}"),
        "no-token": job("- uses: a/b@v1\n  with: {token: ''}"),
        "secret": container(SECRET, ""),
        "image-alone": job(container="i"),
        "of-a-test": job(services="{db: {image: postgres, env: {POSTGRES_PASSWORD: postgres}}}"),
        "prefix-alone": job("- run: grep ghp_ file; echo AKIA npm_config_cache xoxb-"),
        "hash": job("- run: x 0123456789abcdef0123456789abcdef01234567"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize(
    ("rule", "text", "message"),
    [
        ("secrets-in-bulk", ROWS["secrets-in-bulk"]["json"], "all secrets of the repository are handed on at once"),
        ("secret-in-log", prints("echo $T"), "the script prints secrets.TOKEN to the log"),
        ("secret-in-script", job(f"- run: x {SECRET}"), "the text of secrets.TOKEN becomes a part of the script"),
        ("hard-coded-credential", container("x"), "the password of the container stands in the file"),
        ("hard-coded-credential", ROWS["hard-coded-credential"]["github"], "a token of GitHub stands in the file"),
    ],
)
def test_the_words(rule, text, message):
    assert [message] == [one.message for one in findings(rule, text)]


def test_the_caret_stands_under_the_token():
    text = ROWS["hard-coded-credential"]["aws"]
    (found,) = findings("hard-coded-credential", text)

    line = text.split("\n")[found.where.line - 1]
    assert "AKIA" + "ABCDEFGHIJKLMNOP" == line[found.where.column - 1 : found.where.end_column - 1]
