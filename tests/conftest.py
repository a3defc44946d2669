"""Property tests draw the same examples in every run; HYPOTHESIS_SEARCH=1 looks for new ones."""

import os
from collections.abc import Iterator
from functools import partial

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
