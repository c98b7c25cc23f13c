"""What the README shows is what there is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_folder_of_the_layout_exists() -> None:
    layout = next(block for block in blocks("text") if "cypher/<Type>" in block)
    names = [name for line in layout.splitlines() for name in line.split("  ")[0].split(", ")]
    folders = [ROOT / name.partition("<")[0] for name in names if name]
    assert [folder for folder in folders if not folder.is_dir()] == []
