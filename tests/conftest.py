"""The real pack, the real Chroma, the real SQLite: built once a session, in folders of their own."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from attempts import Attempts, table
from hypothesis import settings

from interviewer.app import Services
from interviewer.settings import Settings, shipped

settings.register_profile("house", deadline=None)  # timings are never asserted
settings.load_profile("house")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to leave this machine fails the test that makes it: live model calls are impossible."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0] if isinstance(address, tuple) else address
            assert host in ("127.0.0.1", "::1", "localhost"), f"a test tried to reach {host}"
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing a test does reaches the user's own sessions."""
    home = tmp_path / "home"
    monkeypatch.setenv("INTERVIEWER_HOME", str(home))
    monkeypatch.setenv("INTERVIEWER_THREADS", "1")  # test workers share the machine
    for name in [name for name in os.environ if name.startswith(("INTERVIEWER_", "OPENAI_"))]:
        if name not in ("INTERVIEWER_HOME", "INTERVIEWER_THREADS", "INTERVIEWER_FORBID_SKIPS"):
            monkeypatch.delenv(name)
    return home


@pytest.fixture(scope="session")
def index_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index-home")


@pytest.fixture(scope="session")
def shared_services(index_home: Path) -> Iterator[Services]:
    """Pack, index and engine, built once; tests that write sessions take `services`."""
    made = Services(Settings(home=index_home, pack=shipped("knowledge") / "alibaba", threads=1))
    yield made
    made.close()


@pytest.fixture
def services(shared_services: Services, own_home: Path) -> Services:
    """The shared parts with a session store of this test's own."""
    settings = Settings(home=own_home, pack=shared_services.settings.pack, threads=1)
    return Services(settings, resources=shared_services.resources)


@pytest.fixture
def attempts(request: pytest.FixtureRequest) -> Attempts:
    return Attempts(request.node.user_properties)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    mark = item.get_closest_marker("attack")
    if mark is not None:
        item.user_properties.append(("attack", mark.args[0] if mark.args else item.name))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = table(report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, []))
    if lines:
        terminalreporter.section("attacks")
        for line in lines:
            terminalreporter.write_line(line)
