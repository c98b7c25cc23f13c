"""The links and paths of the documents lead to what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATTERNS = ("*.md", "docs/**/*.md", "clients/*/*.md", "examples/*/*.md")
DOCUMENTS = sorted(path for pattern in PATTERNS for path in ROOT.glob(pattern))
OF_TODAY = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]
"""The changelog names what was moved, too."""
FOLDERS = ("app", "bench", "clients", "cypher", "docs", "examples", "tests")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)|src=\"([^\"]+)\"")
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[^`\s]*)`")
MADE_BY_A_READER = {
    "cypher/Run/failed_steps.cypher",  # The recipe of CONTRIBUTING adds this field.
}


def _named(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_link_into_the_repository_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = LINK.findall(text)

    assert [
        target
        for link, image in targets
        if not (target := document.parent / (link or image)).exists()
    ] == []


@pytest.mark.parametrize("document", OF_TODAY, ids=_named)
def test_every_path_of_the_repository_exists(document: Path) -> None:
    names = PATH.findall(document.read_text("utf-8"))

    missing = {name for name in names if not any(ROOT.glob(re.sub(r"<[^>]*>", "*", name)))}
    assert missing <= MADE_BY_A_READER


def test_there_are_documents_with_links_and_paths() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert LINK.search(readme)
    assert PATH.search(readme)
    assert {"README.md", "docs/import.md", "clients/python/README.md"} <= {
        _named(document) for document in DOCUMENTS
    }
