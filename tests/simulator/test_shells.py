"""`run:` and `shell:` become the file and the command that GitHub's runner makes of them."""

import pytest

from ghflow.simulator.shells import Shell, ShellError, find_shell, split_arguments


def has(*programs: str):
    """A machine on which only these programs are found."""
    return lambda program: f"/bin/{program}" if program in programs else None


@pytest.mark.parametrize(
    ("option", "command", "ending"),
    [
        pytest.param("bash", ["/x", "--noprofile", "--norc", "-e", "-o", "pipefail", "F"], ".sh", id="bash"),
        pytest.param("sh", ["/x", "-e", "F"], ".sh", id="sh"),
        pytest.param("python", ["/x", "F"], ".py", id="python"),
        pytest.param("pwsh", ["/x", "-command", ". 'F'"], ".ps1", id="pwsh"),
        pytest.param("powershell", ["/x", "-command", ". 'F'"], ".ps1", id="powershell"),
        pytest.param("cmd", '"/x" /D /E:ON /V:OFF /S /C "CALL "F""', ".cmd", id="cmd"),
        pytest.param("BASH", ["/x", "--noprofile", "--norc", "-e", "-o", "pipefail", "F"], ".sh", id="any-case"),
        pytest.param("bash -x {0}", ["/x", "-x", "F"], ".sh", id="known-program-own-arguments"),
        pytest.param("perl   {0}", ["/x", "F"], "", id="custom"),
        pytest.param(
            "env -S \"a b\" {0} 'c d'", ["/x", "-S", "a b", "F", "'c", "d'"], "", id="only-double-quotes-group"
        ),
        pytest.param("jq -f {0} {{}}", ["/x", "-f", "F", "{}"], "", id="doubled-braces"),
        pytest.param("twice {0} {0}", ["/x", "F", "F"], "", id="placeholder-twice"),
    ],
)
def test_template(option, command, ending):
    shell = find_shell(option)

    assert command == shell.command("/x", "F")
    assert ending == shell.ending


def test_a_folder_with_blanks_stays_one_argument():
    assert ["/x", "-e", "/a b/c.sh"] == find_shell("sh").command("/x", "/a b/c.sh")


@pytest.mark.parametrize(
    ("windows", "programs", "expected"),
    [
        pytest.param(False, ("bash", "sh"), Shell("bash", "-e {0}"), id="bash-without-pipefail"),
        pytest.param(False, ("sh",), Shell("sh", "-e {0}"), id="sh-where-bash-is-missing"),
        pytest.param(True, ("bash", "pwsh", "powershell"), Shell("pwsh", "-command \". '{0}'\""), id="windows"),
        pytest.param(True, ("powershell",), Shell("powershell", "-command \". '{0}'\""), id="old-windows"),
    ],
)
@pytest.mark.parametrize("option", [None, ""], ids=["unset", "empty"])
def test_default(option, windows, programs, expected):
    assert expected == find_shell(option, windows=windows, which=has(*programs))


@pytest.mark.parametrize(
    ("option", "message"),
    [
        pytest.param("fish", "neither built in (bash, cmd, powershell, pwsh, python, sh)", id="unknown"),
        pytest.param("bash -x", "'bash -x'", id="no-placeholder"),
        pytest.param("perl {1} {0}", "neither '{0}' nor doubled", id="other-placeholder"),
        pytest.param("perl {0} {", "neither '{0}' nor doubled", id="open-brace"),
    ],
)
def test_refused(option, message):
    with pytest.raises(ShellError) as caught:
        find_shell(option)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("shell", "run", "contents"),
    [
        pytest.param("bash", "a\r\nb", "a\nb", id="line-ends"),
        pytest.param("cmd", "dir", "@echo off\ndir", id="cmd"),
        pytest.param(
            "pwsh",
            "dir",
            "$ErrorActionPreference = 'stop'\ndir\n"
            "if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }",
            id="pwsh",
        ),
        pytest.param("perl {0}", "@echo", "@echo", id="custom-as-is"),
    ],
)
def test_contents(shell, run, contents):
    assert contents == find_shell(shell).contents(run)
    assert contents.replace("\n", "\r\n") == find_shell(shell).contents(run, "\r\n")


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("  a \t b ", ["a", "b"], id="blanks"),
        pytest.param('a "" b', ["a", "", "b"], id="empty-argument"),
        pytest.param('"a b"c', ["a bc"], id="quoted-part"),
        pytest.param(r"C:\a\b", [r"C:\a\b"], id="backslash-is-itself"),
        pytest.param(r"\"a", ['"a'], id="escaped-quote"),
        pytest.param(r'"a\\" b', ["a\\", "b"], id="escaped-backslash"),
        pytest.param(r"\\\"", ['\\"'], id="three-backslashes"),
        pytest.param('"a""b"', ['a"b'], id="doubled-quote-inside"),
        pytest.param('"a b', ["a b"], id="unclosed"),
    ],
)
def test_split_arguments(text, arguments):
    assert arguments == split_arguments(text)
