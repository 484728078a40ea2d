"""The documentation site: no page stands alone, every public name is described once, and the tutorial runs as printed."""

import re
from pathlib import Path

import matching

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LISTED = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"(?:.*<)?([^<>]+?)>?$")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def source(stem: Path) -> Path:
    """Return the file behind an entry of a table of contents."""
    return next(path for path in (stem.with_name(stem.name + end) for end in (".md", ".py")) if path.exists())


def entries(page: Path) -> list[Path]:
    found = []
    for block in LISTED.findall(text(page)) if page.suffix == ".md" else ():
        for line in (line.strip() for line in block.splitlines()):
            if not line or line.startswith(":"):
                continue
            name = ENTRY.match(line)[1]  # type: ignore[index]
            base = ROOT / name[1:] if name.startswith("/") else page.parent / name
            if "*" in name:
                found += sorted(base.parent.glob(base.name + ".md"))
            else:
                found.append(source(base))
    return found


def reached() -> set[Path]:
    seen, waiting = {DOCS / "index.md"}, [DOCS / "index.md"]
    while waiting:
        new = [page for page in entries(waiting.pop()) if page not in seen]
        seen |= set(new)
        waiting += new
    return seen


def test_every_page_and_example_is_reached_from_the_first_page():
    wanted = {*DOCS.rglob("*.md"), *(ROOT / "examples").rglob("*.py"), *ROOT.glob("*.md")}
    assert {str(page.relative_to(ROOT)) for page in wanted - reached()} == set()


def test_the_gallery_tells_of_every_example():
    table = text(DOCS / "gallery.md").partition("```{toctree}")[0]
    for example in (ROOT / "examples").rglob("*.py"):
        assert f"](../{example.relative_to(ROOT).as_posix()})" in table


def test_every_public_name_has_one_place_in_the_reference():
    told = re.findall(r"^\.\. auto\w+:: matching\.(\w+)$", text(DOCS / "api.md"), re.MULTILINE)
    assert sorted(told) == sorted(name for name in matching.__all__ if name != "__version__")


def test_every_public_name_explains_itself():
    for name in matching.__all__:
        if name != "__version__":
            assert (getattr(matching, name).__doc__ or "").strip(), name
