from __future__ import annotations

import re
import tomllib

import pytest

from geo.__main__ import parser
from geo.model.filter import PARAMETERS
from geo.query.selection import bearing
from tests import reference
from tests.asgi import call

README = (reference.PROJECT / "README.md").read_text("utf-8")
PAGES = sorted(p.stem for p in (reference.PROJECT / "pages").glob("[a-z]*.py"))
MAKEFILE = (reference.PROJECT / "Makefile").read_text("utf-8")
TARGETS = [name for line in re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M) for name in line.split()]


def commands() -> list[str]:
    (choices,) = [a.choices for a in parser()._actions if a.dest == "command"]
    return list(choices or ())


def named(word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", README) is not None


@pytest.mark.parametrize("command", commands())
def test_every_command_is_named(command: str) -> None:
    assert f"geo {command}" in README


@pytest.mark.parametrize("parameter", [*reference.FILTER, "by", "bom"])
def test_every_parameter_is_named(parameter: str) -> None:
    assert f"`{parameter}`" in README or f"--{parameter}" in README or f"{parameter}=" in README


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_named(page: str) -> None:
    assert named(page) or named(page.capitalize())


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_is_named(target: str) -> None:
    assert f"make {target}" in README


@pytest.mark.parametrize("setting", ["GEO_DATA", "HOST", "PORT"])
def test_every_setting_is_named(setting: str) -> None:
    assert setting in README


@pytest.mark.parametrize("address", ["/healthz", "/api/v1/", "summary.json", "raids.csv"])
def test_the_api_is_named(address: str) -> None:
    assert address in README


def test_what_the_readme_names_is_there() -> None:
    for path in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", README):
        assert (reference.PROJECT / path).exists(), path
    for target in re.findall(r"make ([a-z]+)`", README):
        assert target in TARGETS
    for command in re.findall(r"python -m geo ([a-z]+)", README):
        assert command in commands()


def test_the_readme_is_two_screens() -> None:
    assert 20 <= len(README.splitlines()) <= 200


COLUMNS = {
    f"{name}.{field['name']}": field
    for name, resource in reference.RESOURCES.items()
    for field in resource["schema"]["fields"]
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_described(name: str) -> None:
    field = COLUMNS[name]
    assert len(field["description"]) > 20
    assert field["title"]
    listed = field["constraints"].get("enum", []) if "constraints" in field else []
    assert [c["value"] for c in field.get("categories", [])] == listed
    for category in field.get("categories", []):
        assert category["label"]
        assert category["description"]
    if field["type"] == "integer" and not name.startswith("claims."):  # A claim has its `unit`.
        assert field["unit"]


@pytest.mark.parametrize("table", reference.RESOURCES)
def test_every_table_is_described(table: str) -> None:
    assert len(reference.RESOURCES[table]["description"]) > 20
    assert reference.RESOURCES[table]["title"]


def test_it_is_documented_which_parameters_filter_which_table() -> None:
    exports = (reference.PROJECT / "docs" / "exports.md").read_text("utf-8")
    lines = re.findall(r"^\| (`[a-z_`, ]+) \| (.+) \|$", exports, re.M)
    said = {
        table: tuple(re.findall(r"`(\w+)`", parameters)) or PARAMETERS
        for tables, parameters in lines
        for table in re.findall(r"`(\w+)`", tables)
    }
    described = call("/api/v1/openapi.json").json()["paths"]
    page = call("/api/v1/").content.decode()
    for table in (*reference.RESOURCES, "changelog"):
        assert said[table] == bearing(table)
        words = f"Filtered by {', '.join(said[table])};"
        if said[table] == PARAMETERS:
            words = "Filtered by every parameter of the filter."
        for path in (f"/api/v1/{table}.{{format}}", f"/api/v1/{table}.metadata.json"):
            assert words in described[path]["get"]["description"]
        assert page.count(words) >= 2


def test_there_is_one_version() -> None:
    project = tomllib.loads((reference.PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (reference.PROJECT / "CITATION.cff").read_text("utf-8")
    (cited,) = re.findall(r"^version: *[\"']?([^\"'\s]+)", citation, re.M)
    assert project["version"] == cited == reference.PACKAGE["version"]


def test_code_and_data_have_a_licence() -> None:
    for name, word in (("LICENSE", "MIT"), ("LICENSE-data", "Creative Commons")):
        assert word in (reference.PROJECT / name).read_text("utf-8")
