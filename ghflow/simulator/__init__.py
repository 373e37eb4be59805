"""Run a workflow's own scripts on this machine as GitHub's runner would.

`shells` knows how a `run:` becomes a command, `envfiles` reads what a script hands back (GITHUB_OUTPUT and its
siblings), `environment` is what a script finds around it, `scripts` runs one after the other on a `Machine`.
"""
