"""What Dependabot keeps up to date, and where from.

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
    "deno",
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
    "nix",
    "npm",
    "nuget",
    "opentofu",
    "pip",
    "pre-commit",
    "pub",
    "rust-toolchain",
    "sbt",
    "swift",
    "terraform",
    "uv",
    "vcpkg",
)
INTERVALS = ("daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UPDATE_TYPES = ("version-update:semver-major", "version-update:semver-minor", "version-update:semver-patch")
REGISTRIES = (
    "cargo-registry",
    "composer-repository",
    "docker-registry",
    "git",
    "goproxy-server",
    "helm-registry",
    "hex-organization",
    "hex-repository",
    "maven-repository",
    "npm-registry",
    "nuget-feed",
    "pub-repository",
    "python-index",
    "rubygems-server",
    "terraform-registry",
)
LONGEST_COOLDOWN = 90
"""In days."""
LONGEST_PREFIX = 50
"""Letters of what commits begin with."""
