"""What was sent, and what checking made of it: made once for the tests of report, ledger and draw."""

import pytest

from tests.recheck.making import records_of, send


@pytest.fixture(scope="session")
def sent(tmp_path_factory):
    return send(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="session")
def records(sent):
    return records_of(sent)
