"""The layering of DESIGN.md, read from the syntax trees."""

import ast
import sys
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "feeds"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)

# Each layer may import those to its right, and itself; ingest, store and publish do not know each other.
LAYERS = {
    "cli": 0,
    "run": 1,
    "pipeline": 2,
    "ingest": 3,
    "store": 3,
    "publish": 3,
    "config": 4,
    "ground": 5,
}
# Modules at the top of the package, by the layer they belong to.
TOP = {
    "__main__": "cli",
    "pipeline": "pipeline",
    "visiting": "pipeline",
    "feed_visit": "pipeline",
    "push_visit": "pipeline",
    "folder_visit": "pipeline",
    "filling": "pipeline",
    "planning": "pipeline",
    "page_visit": "pipeline",
    "shaping": "pipeline",
    "hooking": "pipeline",
    "rereading": "pipeline",
    "decorating": "pipeline",
    "children": "ground",
    "hook_child": "ground",
    "hook_keeper": "ground",
    "publishing": "pipeline",
    "archiving": "pipeline",
    "curating": "pipeline",
    "retaining": "pipeline",
    "rulebook": "pipeline",
    "trying": "pipeline",
    "previewing": "pipeline",
    "explaining": "pipeline",
    "lists": "pipeline",
    "folders": "pipeline",
    "adding": "pipeline",
    "checking": "pipeline",
    "importing": "pipeline",
    "finding": "pipeline",
    "status": "pipeline",
    "config": "config",
    "edit": "config",
    "draft": "config",
    "blocks": "config",
    "inline_lists": "config",
    "settings": "config",
    "tables": "config",
    "locations": "config",
    "rule_tables": "config",
    "shape_tables": "config",
    "faults": "config",
    "category": "config",
    "toml_lines": "config",
    "toml_file": "config",
    "errors": "ground",
    "model": "ground",
    "health": "ground",
    "staleness": "ground",
    "news": "ground",
    "changes": "ground",
    "subscriptions": "ground",
    "urls": "ground",
    "tracking": "ground",
    "rules": "ground",
    "shape_rules": "ground",
    "selectors": "ground",
    "patterns": "ground",
    "characters": "ground",
    "media_types": "ground",
    "plural": "ground",
    "toml_remedies": "ground",
    "typography": "ground",
    "windows": "ground",
    "stopping": "ground",
    "timetable": "ground",
    "__init__": "ground",
}
# One library, one module; where a library is a whole subject's tool, its one place is a folder.
FOLDERS = {"sqlalchemy": "store", "alembic": "store", "typer": "cli"}
# Where it is a few files of one subject, they are named.
FILES = {"pydantic": {"feeds.tables", "feeds.rule_tables", "feeds.shape_tables"}}
EXEMPT = {"lxml"}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> str:
    parts = module.split(".")
    if len(parts) == 1:
        return "ground"
    return parts[1] if parts[1] in LAYERS and parts[1] not in TOP else TOP[parts[1]]


def imports_of(path: Path) -> set[str]:
    found = set()
    names = {name_of(module) for module in MODULES}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import hides the layer"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & names) or {node.module or ""}
    return found


IMPORTS = {name_of(path): imports_of(path) for path in MODULES}
OURS = {name: {i for i in imports if i.split(".")[0] == "feeds"} for name, imports in IMPORTS.items()}


@pytest.mark.parametrize("module", sorted(IMPORTS))
def test_a_module_imports_only_what_lies_below_it(module):
    layer = layer_of(module)

    wrong = {other for other in OURS[module] if layer_of(other) != layer and LAYERS[layer_of(other)] <= LAYERS[layer]}

    assert wrong == set()


def test_no_module_imports_itself_by_a_detour():
    graph = {name: imports - {name} for name, imports in OURS.items()}

    order = list(TopologicalSorter(graph).static_order())

    assert set(order) >= set(OURS)


def test_each_library_is_imported_in_one_place():
    places = defaultdict(set)
    for module, imports in IMPORTS.items():
        for library in {i.split(".")[0] for i in imports} - sys.stdlib_module_names - EXEMPT - {"feeds", ""}:
            places[library].add(module.split(".")[1] if library in FOLDERS else module)

    crowded = {library: found for library, found in places.items() if len(found) > 1 and found != FILES.get(library)}

    assert crowded == {}
    assert {library: places[library] for library in FOLDERS} == {k: {v} for k, v in FOLDERS.items()}


def test_no_file_has_grown_a_second_subject():
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert {name: count for name, count in lines.items() if count > 320} == {}
