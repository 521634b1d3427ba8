"""One office for all, furnished once."""

import pytest

from tests.kit.premises import Premises, furnish


@pytest.fixture(scope="session")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Premises:
    return furnish(tmp_path_factory.mktemp("premises") / "data")
