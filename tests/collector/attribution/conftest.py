import pytest

from collector.db import Db
from tests.collector.attribution.visitors import Shop, make_site


@pytest.fixture
def shop(db: Db) -> Shop:
    return Shop(db, make_site(db))
