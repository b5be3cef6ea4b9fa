"""The socket's folder is short, private, and the same every time."""

import os
import stat
from pathlib import Path

import pytest

from gemensam.embedded.failures import SocketFolderRefused
from gemensam.embedded.socket_folder import SOCKET_NAME, choose_socket_folder, make_socket_folder


def test_a_short_home_holds_its_own_socket() -> None:
    assert choose_socket_folder(Path("/srv/gemensam")) == Path("/srv/gemensam/run")


def test_a_long_home_gets_a_short_folder_of_its_own_every_time(tmp_path: Path) -> None:
    one, other = Path("/" + "å" * 60), Path("/" + "ä" * 60)
    chosen = choose_socket_folder(one)
    assert choose_socket_folder(one) == chosen
    assert choose_socket_folder(other) != chosen
    assert len(os.fsencode(chosen)) + len(SOCKET_NAME) <= 100


def test_a_folder_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o755)
    make_socket_folder(folder, frozenset({os.geteuid()}))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with pytest.raises(SocketFolderRefused):
        make_socket_folder(tmp_path / "run", frozenset({os.geteuid() + 1}))


def test_a_link_that_somebody_planted_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SocketFolderRefused):
        make_socket_folder(tmp_path / "run", frozenset({os.geteuid()}))
