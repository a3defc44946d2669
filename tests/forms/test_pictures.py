"""Each form drawn, opened in LibreOffice, and kept as a picture to look at (pytest's temporary folder, or $PICTURES)."""

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from scoring import form
from scoring.review import assess
from scoring.writers import write

ROOT = Path(__file__).parents[2]


def test_every_form_opens_in_libreoffice_and_is_a_page_to_look_at(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        assert not os.environ.get("CI"), "LibreOffice is missing: run make programs"
        pytest.skip("没有 LibreOffice")
    result, _ = assess(ROOT / "evaluations/rsb-2023-jinbao.toml")
    for name in form.names():
        write(form.get(name).fill(result), tmp_path / f"{name}.docx")
    drawn = sorted(tmp_path.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, drawn)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    pictures = Path(os.environ.get("PICTURES", tmp_path))
    pictures.mkdir(parents=True, exist_ok=True)
    for name in form.names():
        document = pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")
        page = document[0]
        text = "".join(page.get_textpage().get_text_range().split())
        assert "人力资源和社会保障部信息中心" in text, name
        picture = page.render(scale=1.2).to_pil()
        assert len(picture.convert("L").getcolors(256) or ()) > 10, name  # not a blank sheet
        picture.save(pictures / f"{name}.png")
    assert len(list(pictures.glob("*.png"))) >= len(form.names()) == 11
