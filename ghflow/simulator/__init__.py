"""What GitHub would do with workflows: which run, what in them, how it ends; and their scripts run on this machine.

`events` says what happened, `triggers` which workflows that starts, `planning` what runs in them, `runs` what if something fails.
Below them: `jobs` and `steps` (in what order, and what each leaves to the next), `conditions`, `contexts`, `inputs`,
`permissions`, `whatif`, `queueing`, `refusals`; `planned` is the answer as data, `showing` as text and JSON.

`executing` runs workflows on this machine, `working` the steps of one leg; `executed` is what came of it. `progress`,
`commands` and `masks` see to what a step prints, `composites` finds actions of the repository, `stubs` and `library` stand in
for others, with `filesets`. `workspace` copies the files, `shims` refuses to publish, `host` is what all jobs share,
`reporting` who is told.

`shells` knows how a `run:` becomes a command, `envfiles` and `files` read what a script hands back (GITHUB_OUTPUT and its
siblings), `environment` is what a script finds around it, `scripts` runs one after the other on a `Machine`, `processes` starts
and ends programs.
"""
