"""Files and folders that only their owner can read: whatever the umask, whatever stood there before."""

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.private_files import private_file, private_folder, replace_private, tighten, write_private


@pytest.fixture(autouse=True, params=[0o000, 0o022, 0o077], ids="umask {:03o}".format)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_is_made_with_all_that_is_missing_above_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    private_folder(tmp_path / "a" / "b" / "c")
    assert [rights(tmp_path / part) for part in ("a", "a/b", "a/b/c")] == [0o700] * 3
    assert rights(tmp_path) == 0o755, "what was there above it is not ours to close"


@pytest.mark.parametrize(("found", "after"), [(["own"], 0o700), ([], 0o700), (["own", "foreign"], 0o755)])
def test_a_folder_that_was_there_is_closed_only_where_it_holds_nothing_else(
    tmp_path: Path, found: list[str], after: int
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o755)
    for name in found:
        (folder / name).touch()
    private_folder(folder, known={"own", "not there yet"})
    assert rights(folder) == after


def test_a_file_is_made_empty_and_one_that_was_there_keeps_its_content(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"kept")
    old.chmod(0o664)
    for path, content in ((old, b"kept"), (new, b"")):
        private_file(path)
        assert (rights(path), path.read_bytes()) == (0o600, content)


@pytest.mark.parametrize("write", [write_private, replace_private])
def test_what_is_written_takes_the_place_of_what_stood_there(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "file"
    path.write_bytes(b"something much longer than what comes")
    path.chmod(0o666)
    write(path, b"\x00new")
    assert (rights(path), path.read_bytes()) == (0o600, b"\x00new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_replacement_that_fails_leaves_the_older_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_private(path, b"old")

    def full(self: Path, data: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        replace_private(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_who_reads_while_it_is_replaced_reads_the_old_one_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(path, b"old")
    with path.open("rb") as reading:
        replace_private(path, b"new and longer")
        assert reading.read() == b"old"
    assert path.read_bytes() == b"new and longer"


def test_a_device_and_a_folder_for_everybody_are_left_alone(tmp_path: Path) -> None:
    everybodys = tmp_path / "everybody"
    everybodys.mkdir()
    everybodys.chmod(0o1777)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    for path, before in ((everybodys, 0o1777), (pipe, 0o666)):
        tighten(path)
        assert rights(path) == before
    tighten(tmp_path / "nowhere")


def test_the_owners_own_rights_are_kept(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.touch()
    script.chmod(0o755)
    tighten(script)
    assert rights(script) == 0o700


def test_a_lock_that_this_process_holds_on_a_file_outlives_its_being_made_private(tmp_path: Path) -> None:
    """Or another process that closes a database last takes away the journal that this one still writes to."""
    path = tmp_path / "file"
    path.touch()
    with path.open("rb+") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        private_file(path)
        other = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'rb+'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
        done = subprocess.run([sys.executable, "-c", other, str(path)], capture_output=True, text=True, check=False)
    assert "BlockingIOError" in done.stderr
