"""Promises about the files themselves, where no run of the program would notice a slip."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from workshops.rules import regions

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).resolve().parents[1]
APPS = ("accounts", "learners", "journeys", "workshops")

JAVASCRIPT_LINES = 3000

# Django and allauth look for these names themselves.
FOUND_BY_NAME = re.compile(r"^(400|403|403_csrf|404|500)\.html$|^(account|allauth|django/forms)/")

# A region's template is found by its stem, a segment's column by the word before its number (ADR 11).
REGIONS = {f"workshops/regions/{stem}.html" for stem in (*regions.FIXED, regions.MINE, "segment")}

# Where marking text as safe is right, and why.
MARKED_SAFE: dict[str, str] = {}


def files(folder: str, *patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted((ROOT / folder).rglob(pattern))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def templates() -> list[Path]:
    return [path for path in files("templates", "*") if path.is_file()]


def own_python() -> list[Path]:
    return [path for app in (*APPS, "config") for path in files(app, "*.py") if "migrations" not in path.parts]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


def test_vendored_files_match_their_checksums():
    done = subprocess.run(
        [sys.executable, "scripts/vendor", "--verify"], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "Every vendored file matches its record.\n")


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    said = re.findall(r'^ +"([^"]+)", +# \S', text, re.MULTILINE)
    assert [dependency for dependency in wanted if dependency not in said] == []


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert [dependency for dependency in wanted if "==" not in dependency] == []


def test_every_ignored_lint_rule_has_a_reason():
    text = (ROOT / "pyproject.toml").read_text()
    ignored = text[text.index("\nignore = [") : text.index("[tool.ruff.lint.flake8-tidy-imports]")]
    assert [line for line in ignored.splitlines() if line.startswith('    "') and " # " not in line] == []


@pytest.mark.parametrize("app", APPS)
def test_views_reach_objects_through_access_only(app):
    paths = [path for path in files(app, "views.py", "views/*.py") if path.is_file()]
    slips = [
        f"{name(path)}:{node.lineno}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert slips == []


def test_every_template_is_used():
    words = "\n".join(path.read_text(encoding="utf-8") for path in [*own_python(), *templates()])
    unused = [
        relative
        for path in templates()
        if not FOUND_BY_NAME.search(relative := str(path.relative_to(ROOT / "templates")))
        and relative not in REGIONS
        and not re.search(rf"""["']{re.escape(relative)}[#"']""", words)
    ]
    assert unused == []


def test_every_style_sheet_and_script_is_used():
    scripts = [*files("static/css", "*.css"), *files("static/js", "*.js")]
    words = "\n".join(path.read_text(encoding="utf-8") for path in [*own_python(), *templates(), *scripts])
    unused = [name(path) for path in scripts if not re.search(rf"""[/"']{re.escape(path.name)}["')]""", words)]
    assert unused == []


def test_every_module_of_the_room_is_asked_for_at_once():
    """A chain of imports costs a phone one way there and back for each link."""
    needed, ahead = set(), [ROOT / "static/js/app.js"]
    while ahead:
        module = ahead.pop()
        for path in re.findall(r'from "(\.[^"]+)"', module.read_text(encoding="utf-8")):
            found = (module.parent / path).resolve()
            if found not in needed:
                needed.add(found)
                ahead += [found] if found.is_relative_to(ROOT / "static/js") else []
    listed = (ROOT / "templates/components/modules.html").read_text(encoding="utf-8")
    wanted = {str(path.relative_to(ROOT / "static")) for path in needed}
    assert set(re.findall(r"static '([^']+)'", listed)) == wanted


def test_our_javascript_stays_small():
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files("static/js", "*.js"))
    assert lines <= JAVASCRIPT_LINES


def test_pages_hold_no_inline_style_script_or_handler():
    paths = [*templates(), *files("static/js", "*.js"), *files("static", "*.svg")]
    assert lines_with(r"""\sstyle\s*=\s*["'{]|<style\b""", paths) == []
    assert lines_with(r"""<[a-z][^>]*\son[a-z]+\s*=|\shx-on[:=]|["']javascript:""", paths) == []
    inline = [
        f"{name(path)}: {tag}"
        for path in paths
        for tag in re.findall(r"<script\b[^>]*>", path.read_text(encoding="utf-8"))
        if "src=" not in tag and 'type="application/json"' not in tag
    ]
    assert inline == []


def test_pages_ask_no_other_site():
    loading = (
        r"""\bsrc\s*=\s*["']?(https?:)?//|<link\b[^>]*href\s*=\s*["']?(https?:)?//"""
        r"""|url\(["']?(https?:)?//|@import\s+["']"""
    )
    paths = [
        *templates(),
        *files("static/css", "*.css"),
        *files("static/vendor", "*.css"),
        *files("static/js", "*.js"),
    ]
    assert lines_with(loading, paths) == []


def test_nothing_is_marked_safe_without_a_reason():
    slips = lines_with(r"\|\s*safe(seq)?\b|autoescape\s+off|mark_safe|SafeString\(", [*own_python(), *templates()])
    assert [slip for slip in slips if slip.split(":", 1)[0] not in MARKED_SAFE] == []


def test_no_test_is_skipped_or_expected_to_fail():
    paths = [path for path in files("tests", "*.py") if path != Path(__file__)]
    assert lines_with(r"mark\.(skip|skipif|xfail)|pytest\.(skip|xfail|importorskip)\(", paths) == []
