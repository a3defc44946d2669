"""Property tests draw the same examples in every run; HYPOTHESIS_SEARCH=1 looks for new ones."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("search", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "repeatable")
