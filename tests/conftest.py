"""Property tests draw the same examples in every run; HYPOTHESIS_SEARCH=1 looks for new ones."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import argon2
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("search", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "repeatable")


@pytest.fixture(scope="session", autouse=True)
def strong() -> Iterator[type[argon2.PasswordHasher]]:
    """Passwords are hashed fast: 64 MiB in three passes for each of hundreds of accounts would be the longest test.

    Gives the real hasher to the test that asks how strong it is.
    """
    real = argon2.PasswordHasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "PasswordHasher", partial(real, time_cost=1, memory_cost=8, parallelism=1))
        yield real


#: They wait for browsers, engines and servers: begun first, so that none of them is left alone at the end.
FIRST = (
    "columns/test_engines.py",
    "desk/test_browser.py",
    "register/test_chaos.py",
    "recheck/test_report_browser.py",
    "recheck/test_annotate.py",
    "desk/",
    "register/",
    "columns/",
    "recheck/",
    "standards/",
    "test_docs.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files in an order of their own; with `--dist loadfile` what a file starts is started once."""

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(Path(__file__).parent).as_posix()
        return next((at for at, begin in enumerate(FIRST) if path.startswith(begin)), len(FIRST))

    items.sort(key=rank)
