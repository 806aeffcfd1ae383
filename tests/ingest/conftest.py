from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    if not (shared / "corpus" / "MANIFEST.csv").is_file():
        pytest.skip("the corpus of feeds is not on this machine")
    return shared / "corpus"
