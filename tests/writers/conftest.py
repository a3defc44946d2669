"""LibreOffice as the reader we trust more than ourselves."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Path]], list[Path]]:
    """Turns documents into PDF through LibreOffice, in one call: starting it takes longest."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: install libreoffice-writer and libreoffice-calc")
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def convert(documents: Sequence[Path]) -> list[Path]:
        folder = tmp_path_factory.mktemp("converted")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
        done = subprocess.run(
            [*command, "--outdir", str(folder), *map(str, documents)], capture_output=True, text=True, timeout=300
        )
        converted = [folder / f"{document.stem}.pdf" for document in documents]
        assert [path for path in converted if not path.exists()] == [], done.stderr
        return converted

    return convert
