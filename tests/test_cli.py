from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import geo
from geo import Filter, Layer, export, load, summarise
from tests import edits, reference
from tests.strategies import any_text, filters

Run = Callable[..., tuple[int, bytes, str]]
MANY = settings(max_examples=10)


def flags(filter: Filter) -> list[str]:
    return [f"--{name}={value}" for name, value in filter.to_params()]


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    more.setdefault("stdout", subprocess.PIPE)
    command = [sys.executable, "-m", "geo", *arguments]
    return subprocess.run(
        command, stderr=subprocess.PIPE, cwd=reference.PROJECT, timeout=60, check=False, **more
    )


@pytest.mark.parametrize("table", ["raids", "raid_nationalities", "compounds", "claims", "sources"])
@MANY
@given(filter=filters)
def test_export_gives_the_bytes_of_the_library(
    layer: Layer, run: Run, table: str, filter: Filter
) -> None:
    status, out, err = run("export", table, *flags(filter))
    assert (status, err) == (0, "")
    assert out == export(layer, table, filter, "csv").content


@pytest.mark.parametrize("format", ["csv", "json", "geojson", "parquet", "xlsx"])
def test_every_format_is_written_to_a_file_whole(
    layer: Layer, run: Run, tmp_path: Path, format: str
) -> None:
    file = tmp_path / "made"
    status, out, err = run("export", "compounds", "--format", format, "-o", str(file))
    assert (status, out, err) == (0, b"", "")
    assert file.read_bytes() == export(layer, "compounds", Filter(), format).content
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "asked", "format"),
    [
        ("x.xlsx", "", "xlsx"),
        ("x.GeoJSON", "", "geojson"),
        ("x", "", "csv"),
        ("x.json", "json", "json"),
        ("x.AbC12", "json", "json"),
    ],
)
def test_a_file_is_what_its_name_ends_in(
    run: Run, tmp_path: Path, name: str, asked: str, format: str
) -> None:
    flags = ("--format", asked) if asked else ()
    layer = load()
    file = tmp_path / name
    assert run("export", "compounds", *flags, "-o", str(file)) == (0, b"", "")
    assert file.read_bytes() == export(layer, "compounds", Filter(), format).content


@MANY
@given(filter=filters)
def test_summary_gives_the_json_of_the_library(layer: Layer, run: Run, filter: Filter) -> None:
    status, out, err = run("summary", "--by", "month,nationality", *flags(filter))
    assert (status, err) == (0, "")
    made = summarise(layer, filter, ("month", "nationality")).to_json(filter)
    assert json.loads(out) == made


def test_names_and_months_are_taken_as_in_an_address(run: Run, layer: Layer) -> None:
    _, out, _ = run("export", "raids", "--province", "Preah Sihanouk", "--from=2022-09")
    _, same, _ = run("export", "raids", "--from=2022-09-01", "--province=KH-18")
    assert out == same != export(layer, "raids", Filter(), "csv").content


def test_a_real_process_writes_the_same_bytes(layer: Layer, tmp_path: Path) -> None:
    filter = Filter(kind=("rescue",), q="sihanoukville")
    made = process("export", "raids", *flags(filter))
    assert (made.returncode, made.stderr) == (0, b"")
    assert made.stdout == export(layer, "raids", filter, "csv").content
    wrong = process("export", "raids", "--kind=party", "-o", str(tmp_path / "x"))
    assert wrong.returncode == 2
    assert wrong.stdout == b""
    assert wrong.stderr.count(b"\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_full_disk_and_a_closed_pipe_are_no_tracebacks() -> None:
    with open("/dev/full", "wb") as full:
        made = process("export", "sources", stdout=full)
    assert made.returncode == 2
    assert made.stderr.count(b"\n") == 1
    assert b"space" in made.stderr
    reading, writing = os.pipe()
    os.close(reading)
    made = process("export", "sources", stdout=writing)
    os.close(writing)
    assert (made.returncode, made.stderr) == (0, b"")


WRONG = [
    ("export", "nothing"),
    ("export", "raids", "--format", "doc"),
    ("export", "claims", "--format", "geojson"),
    ("export", "claims", "-o", "/tmp/x.geojson"),
    ("export", "raids", "-o", "/tmp/x.doc"),
    ("export", "raids", "--format", "csv", "-o", "/tmp/x.xlsx"),
    ("brief", "-o", "/tmp/x.csv"),
    ("brief", "--format", "html", "-o", "/tmp/x.pdf"),
    ("export", "raids", "--province", "Atlantis"),
    ("export", "raids", "--province="),
    ("export", "raids", "--from", "2022-13"),
    ("export", "raids", "--from", "2023", "--to", "2022"),
    ("export", "raids", "--q", "a", "--q", "b"),
    ("export", "raids", "--q", "\u0301"),
    ("export", "raids", "--q", "\udcff"),
    ("export", "raids", "--colour", "red"),
    ("export", "raids", "--kind", "par\nty"),
    ("export", "raids", "--data", "/no/such/folder"),
    ("export", "raids", "-o", "/no/such/folder/raids.csv"),
    ("export",),
    ("summary",),
    ("summary", "--by", "day"),
    ("summary", "--by", "month,year,kind"),
    ("check", "/no/such/folder"),
    ("fmt", "/no/such/folder"),
    ("export", "raids", "--prov", "KH-18"),
    ("export", "raids", "--home", "javascript:alert(1)"),
    ("diff", "data", "/etc"),
    ("diff", "--changelog", "2026-12-01", "foo", "Why", "data", "data"),
    ("diff", "--changelog", "2026-12-01", "1.2.3", " ", "data", "data"),
    ("serve", "--data", "/no/such/folder"),
    ("serve", "--port", "99999"),
    ("serve", "--port", "0"),
    ("serve", "--port", "abc"),
    ("serve", "--port", "-1"),
    ("serve", "--host", "nope.invalid"),
    ("serve", "--host", "a" * 70),
    ("serve", "--host", "192.0.2.1"),
    ("nonsense",),
    (),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_an_error_is_status_2_and_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert status == 2
    assert out == b""
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["province", "from", "nationality", "kind", "confidence"])
@MANY
@given(text=any_text)
def test_no_value_breaks_the_command(run: Run, name: str, text: str) -> None:
    status, _, err = run("export", "policy_events", f"--{name}={text}")
    assert status in (0, 2)
    assert len(err.splitlines()) == (1 if status else 0)


def test_an_error_names_parameter_value_and_what_is_allowed(run: Run) -> None:
    _, _, err = run("export", "raids", "--confidence", "high")
    for word in ("confidence", "high", "official_only", "disputed"):
        assert word in err


def test_a_port_in_use_is_said_before_the_server_starts(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, out, err = run("serve", "--port", port)
    assert (status, out, len(err.splitlines())) == (2, b"", 1)
    for word in (port, "in use", "free"):
        assert word in err


def test_a_failed_export_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "raids.csv"
    file.write_text("old")
    for wrong in (["--format", "doc"], ["--kind", "party"], ["--data", str(tmp_path)]):
        assert run("export", "raids", "-o", str(file), *wrong)[0] == 2
        assert file.read_text() == "old"
        assert list(tmp_path.iterdir()) == [file]
    target = tmp_path / "folder"
    target.mkdir()
    assert run("export", "raids", "-o", str(target))[0] == 2
    assert list(target.iterdir()) == []
    assert sorted(tmp_path.iterdir()) == [target, file]


def test_check_prints_one_finding_a_line(run: Run, folder: Path) -> None:
    assert run("check", str(folder)) == (0, b"", "")
    assert run("check", "--data", str(folder))[0] == 0
    edits.cell(folder / "raids.csv", 2, "kind", "party")
    edits.cell(folder / "claims.csv", 3, "measure", "luck")
    status, out, err = run("check", str(folder))
    assert (status, err) == (1, "")
    lines = out.decode().splitlines()
    assert len(lines) == 2
    for word in ("raids.csv", "2", "kind", "party", "enum", "raid, rescue"):
        assert word in lines[1]


def test_fmt_says_what_it_rewrote(run: Run, folder: Path) -> None:
    assert run("fmt", str(folder)) == (0, b"", "")
    edits.write(folder / "claims.csv", edits.rows(folder / "claims.csv"), end="\r\n")
    assert run("check", str(folder))[0] == 1
    status, out, _ = run("fmt", str(folder))
    assert status == 0
    assert b"claims.csv" in out
    assert run("check", str(folder))[0] == 0


def test_data_names_another_folder(run: Run, folder: Path) -> None:
    _, out, _ = run("export", "raids", "--data", str(folder))
    assert out.count(b"\n") == 8
    _, out, _ = run("summary", "--by=kind", "--data", str(folder))
    assert json.loads(out)["total"]["raids"] == 7
    _, out, _ = run("export", "raids", "--data", str(folder), "--compound=beta")
    assert out.count(b"\n") == 2


def test_help_lists_the_commands_and_the_filter(run: Run) -> None:
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    for command in ("export", "summary", "check", "serve", "fmt"):
        assert command in out.decode()
    for command in ("export", "summary"):
        text = run(command, "--help")[1].decode()
        for name in (*reference.FILTER, "data"):
            assert f"--{name}" in text


def test_help_needs_no_data_and_no_pandas() -> None:
    code = "import sys; sys.modules['pandas'] = None; from geo import __main__ as m; m.main(['-h'])"
    command = [sys.executable, "-c", code]
    made = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert made.returncode == 0
    assert b"export" in made.stdout


def test_text_is_written_whatever_the_terminal_takes(folder: Path) -> None:
    before = folder.with_name("before")
    shutil.copytree(folder, before)
    edits.cell(folder / "raids.csv", 2, "title", "Tụ điểm")
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    told = process("diff", str(before), str(folder), env=plain)
    assert (told.returncode, told.stderr) == (1, b"")
    assert "Tụ điểm" in told.stdout.decode()


def test_the_public_names_can_be_listed() -> None:
    assert set(geo.__all__) <= set(dir(geo))
