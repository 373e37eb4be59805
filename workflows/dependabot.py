"""Keep actions, crates and Python packages up to date, once a week, and nothing that is younger than a week."""

from ghflow import CommitMessage, Cooldown, Dependabot, Update, UpdateGroup

WEEK = Cooldown(default_days=7)


def weekly(ecosystem: str, prefix: str, *folders: str) -> Update:
    """All updates of an ecosystem in one pull request: of the root, and of folders that the root knows nothing of."""
    return Update(
        ecosystem,
        directories=["/", *folders],
        schedule="weekly",
        cooldown=WEEK,
        groups={"all": UpdateGroup(patterns=["*"])},
        commit_message=CommitMessage(prefix),
    )


dependabot = Dependabot(
    updates=[
        weekly("github-actions", "Actions"),
        weekly("cargo", "Crates", "/crates/ghflow-native"),
        weekly("pip", "Python"),
    ]
)
