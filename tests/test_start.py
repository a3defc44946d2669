"""Starting is light: heavy libraries are loaded only by the commands that need them."""

import subprocess
import sys

HEAVY = (
    "numpy",
    "pyarrow",
    "docx",
    "typst",
    "xlsxwriter",
    "rich",
    "openpyxl",
    "pypdfium2",
    "python_calamine",
    "sqlalchemy",
    "alembic",
    "argon2",
    "psycopg",
)


def loaded(code: str) -> set[str]:
    program = f"{code}\nimport sys; print('\\n'.join(m.split('.')[0] for m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_import_scoring_loads_no_heavy_library():
    assert loaded("import scoring") & {*HEAVY, "pydantic", "typer", "simpleeval"} == set()


def test_help_loads_no_heavy_library():
    assert loaded("import scoring.cli") & {*HEAVY, "pydantic", "simpleeval"} == set()


def test_the_server_leaves_columns_to_the_processes_that_score_them():
    assert loaded("import scoring.desk.app") & {"numpy", "pyarrow", "pandas"} == set()
