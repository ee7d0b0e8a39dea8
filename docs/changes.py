"""Change fragments, changes/<subject>.<kind>.md: `make changes` prints them, `--check` judges them.

The check refuses other names, empty files, and commits to the pipeline after the last fragment: so
every change that reaches a user is told.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("added", "changed", "fixed", "removed", "internal")
PIPELINE = ("Snakefile", "src", "workflow", "config", "data", "profiles")


def fragments(folder: Path) -> dict[Path, str]:
    """Fragments of a folder with their kinds; empty for a file of another name."""
    files = [one for one in sorted(folder.iterdir()) if one.name != "README.md"]
    return {one: _kind(one.name) for one in files}


def _kind(name: str) -> str:
    parts = name.split(".")
    is_named = len(parts) == 3 and parts[0] != "" and parts[1] in KINDS and parts[2] == "md"
    return parts[1] if is_named else ""


def problems(root: Path) -> list[str]:
    """What is wrong with the fragments of a checkout."""
    found = [
        f"{one.relative_to(root)}: expected <subject>.<kind>.md, kind one of {', '.join(KINDS)}"
        for one, kind in fragments(root / "changes").items()
        if not kind
    ]
    found += [
        f"{one.relative_to(root)}: empty; expected a sentence"
        for one in fragments(root / "changes")
        if not one.read_text(encoding="utf-8").strip()
    ]
    return found + [
        f"commit {commit} changes the pipeline after the last fragment of changes/: add one"
        for commit in untold_commits(root)
    ]


def untold_commits(root: Path) -> list[str]:
    """Commits to the pipeline that no later or same commit to changes/ tells of."""
    last = _git(root, "log", "-1", "--format=%H", "--", "changes", "CHANGELOG.md")
    if not last:
        return []
    told = f"{last[0]}..HEAD"
    return _git(root, "log", "--no-merges", "--format=%h", told, "--", *PIPELINE)


def _git(root: Path, *arguments: str) -> list[str]:
    """Lines that git prints; none outside a repository."""
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.split() if done.returncode == 0 else []


def as_text(root: Path) -> str:
    """All fragments by kind, as a part of the list of changes."""
    found = fragments(root / "changes")
    parts = []
    for kind in KINDS[:-1]:
        texts = [one.read_text(encoding="utf-8").strip() for one in found if found[one] == kind]
        if texts:
            parts += [f"### {kind.capitalize()}", ""]
            parts += ["- " + text.replace("\n", "\n  ") for text in texts]
            parts += [""]
    return "\n".join(parts)


def main() -> int:
    """Print the fragments, or judge them."""
    if sys.argv[1:] != ["--check"]:
        print(as_text(ROOT))
        return 0
    found = problems(ROOT)
    for problem in found:
        print(problem, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
