"""What Dependabot keeps up to date.

Source: docs.github.com, "Dependabot options reference", and the schema of SchemaStore that check-jsonschema ships
(read 2026-11-22). A new ecosystem is one word here.
"""

from __future__ import annotations

ECOSYSTEMS = (
    "bazel",
    "bun",
    "bundler",
    "cargo",
    "composer",
    "conda",
    "devcontainers",
    "docker",
    "docker-compose",
    "dotnet-sdk",
    "elm",
    "github-actions",
    "gitsubmodule",
    "gomod",
    "gradle",
    "helm",
    "julia",
    "maven",
    "mix",
    "npm",
    "nuget",
    "opentofu",
    "pip",
    "pre-commit",
    "pub",
    "rust-toolchain",
    "swift",
    "terraform",
    "uv",
    "vcpkg",
)
INTERVALS = ("daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UPDATE_TYPES = ("version-update:semver-major", "version-update:semver-minor", "version-update:semver-patch")
