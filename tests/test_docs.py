"""The documents: they name every key and every command, and nothing that does not exist."""

import re
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from feeds.cli import app
from feeds.config import load_config
from feeds.faults import RESERVED_KEYS
from feeds.tables import CategoryTable, HttpTable, NotifyTable, ScheduleTable, SiteTable, SourceTable, keys_at

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TABLES = {
    "[site]": SiteTable,
    "[http]": HttpTable,
    "[schedule]": ScheduleTable,
    "[categories.KEY]": CategoryTable,
    "[[sources]]": SourceTable,
    "[[notify]]": NotifyTable,
}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def section(page: str, heading: str) -> str:
    """Return what stands under a heading of the second level."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row below its heading."""
    lines = [line.replace(r"\|", "¦") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("| ---")]


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_of_a_table_is_described_and_no_other(heading):
    described = [
        key for row in rows(section("docs/configuration.md", heading))[1:] for key in re.findall("`(.+?)`", row[0])
    ]

    assert sorted(described) == sorted(TABLES[heading].model_fields)


def test_every_field_of_a_rule_is_described_and_no_other():
    described = [
        key for row in rows(section("docs/configuration.md", "Rules"))[1:] for key in re.findall("`(.+?)`", row[0])
    ]

    assert sorted(described) == sorted(keys_at(("categories", "x", "match", "?")))


@pytest.mark.parametrize("heading", TABLES)
def test_a_default_is_described_as_it_is(heading):
    fields = TABLES[heading].model_fields
    described = {row[0].strip("`"): row[2] for row in rows(section("docs/configuration.md", heading))[1:]}

    wanted = {
        name: "required" if field.is_required() else str(field.default).lower()
        for name, field in fields.items()
        if field.is_required() or isinstance(field.default, bool | int)
    } | {name: f'"{field.default}"' for name, field in fields.items() if isinstance(field.default, str)}

    assert {name: re.split(r" \(", text)[0].strip("`") for name, text in described.items() if name in wanted} == wanted


def test_every_refused_category_is_named():
    text = section("docs/configuration.md", "[categories.KEY]")

    assert [key for key in RESERVED_KEYS if f"`{key}`" not in text] == []


def test_every_command_and_option_is_described_and_no_other():
    text = section("docs/operating.md", "Commands")
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)

    described = {re.split(r"[ `]", row[0].strip("`"))[0] for row in rows(text)[1:]}
    parameters = [parameter for command in group.commands.values() for parameter in command.params]
    options = {flag for parameter in parameters for flag in parameter.opts if flag.startswith("--")}

    assert described == set(group.commands)
    of_all = {"--help"} | {flag for parameter in group.params for flag in parameter.opts}
    assert set(re.findall(r"--[a-z][a-z-]+", text)) - of_all == options


@each_page
def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in t]

    missing = [t for t in targets if not (page.parent / t.split("#")[0]).exists()]

    assert missing == []


@each_page
def test_every_example_of_a_configuration_is_without_fault(page, tmp_path):
    site = '[site]\ntitle = "x"\nbase_url = "https://example.org/"\n'
    blocks = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)

    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.toml"
        file.write_text(block if "[site]" in block else site + block, encoding="utf-8")
        load_config(file, {"RUBRIQUE_DB_PASSWORD": "x", "JETON": "x"})
