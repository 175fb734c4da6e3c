"""Everything in this folder is an attack on the running application: loopback only, bounded, quick."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Served, serving

from interviewer.app import Services
from interviewer.web.people import hashed

PEOPLE = {"ann": "correct horse", "bo": "battery staple"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("attack"):
            topic = (item.module.__doc__ or item.name).split(":")[0].split(",")[0]  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.attack(topic))


@pytest.fixture
def open_page(services: Services) -> Iterator[Served]:
    """The page where nobody has to sign in."""
    with serving(services) as found:
        yield found


@pytest.fixture(scope="session")
def hashes() -> dict[str, str]:
    return {name: hashed(password) for name, password in PEOPLE.items()}


@pytest.fixture
def closed_page(services: Services, hashes: dict[str, str]) -> Iterator[Served]:
    """The page where Ann and Bo may sign in."""
    with serving(services, hashes) as found:
        yield found
