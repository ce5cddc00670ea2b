"""The commands: `python -m geo export|summary|map|brief|report|codebook|check|fmt|diff|serve`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from geo.model.errors import AtlasError

if TYPE_CHECKING:
    from geo.model.filter import Filter
    from geo.model.layer import Layer

HOME = Path(__file__).resolve().parent.parent
FOUND, COULD_NOT = 1, 2


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, as every other error here does.

    A flag has one spelling: half of one could be taken for another in a later version.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.exit(COULD_NOT, f"{self.prog}: {message} (--help says more)\n")


def parser() -> argparse.ArgumentParser:
    """The commands and their flags."""
    main = _Parser(prog="geo", description="Cambodia's scam compounds and the raids on them.")
    commands = main.add_subparsers(dest="command", required=True, parser_class=_Parser)

    exporting = commands.add_parser("export", help="write the filtered rows of a table")
    exporting.add_argument("table", help="raids, raid_nationalities, compounds, …")
    exporting.add_argument(
        "--format",
        help="csv, json, geojson, parquet or xlsx; csv unless the file's name ends in one",
    )
    exporting.add_argument("-o", "--output", type=Path, help="a file instead of standard output")
    exporting.set_defaults(run=_export)

    summing = commands.add_parser("summary", help="add up the filtered raids, as JSON")
    summing.add_argument(
        "--by", required=True, help="one or two of month, year, province, nationality, kind"
    )
    summing.set_defaults(run=_summary)

    briefing = commands.add_parser(
        "brief", help="write a few printable pages on the filtered raids"
    )
    briefing.add_argument("--format", help="html or pdf; html unless the file's name ends in .pdf")
    briefing.add_argument("-o", "--output", type=Path, help="a file instead of standard output")

    reporting = commands.add_parser("report", help="say how complete and how well sourced it is")
    reporting.add_argument("--format", default="text", help="text, json or md")
    reporting.set_defaults(run=_report)

    describing = commands.add_parser("codebook", help="write what each column means, as Markdown")
    describing.add_argument("-o", "--output", type=Path, help="a file instead of standard output")
    describing.set_defaults(run=_codebook)

    for command in (exporting, briefing):
        command.add_argument("--home", default="", help="the server whose address is cited")

    drawing = commands.add_parser("map", help="write the map as one file that opens offline")
    drawing.add_argument("-o", "--output", type=Path, help="a file instead of standard output")
    for command, run in ((briefing, _brief), (drawing, _map)):
        command.add_argument(
            "--shade", default="raids",
            help="what provinces are shaded by, as in the page's address",
        )  # fmt: skip
        command.set_defaults(run=run)

    checking = commands.add_parser("check", help="say what is wrong with a data folder")
    checking.set_defaults(run=_check)
    formatting = commands.add_parser("fmt", help="write the data files in canonical form")
    formatting.set_defaults(run=_fmt)
    for command in (checking, formatting):
        command.add_argument("folder", nargs="?", type=Path, help="the data folder")

    comparing = commands.add_parser("diff", help="say what changed between two data folders")
    comparing.add_argument("old", type=Path, help="the data folder before")
    comparing.add_argument("new", type=Path, help="the data folder after")
    comparing.add_argument("--format", default="text", choices=("text", "csv", "json"))
    comparing.add_argument(
        "--changelog",
        nargs=3,
        metavar=("DATE", "VERSION", "REASON"),
        help="print the lines for CHANGELOG.csv instead",
    )
    comparing.set_defaults(run=_diff)

    serving = commands.add_parser("serve", help="start the dashboard")
    serving.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    serving.add_argument("--port", default=os.environ.get("PORT", "8501"))
    serving.set_defaults(run=_serve)

    for command in (exporting, summing, briefing, drawing):
        _add_filter(command)
    for command in commands.choices.values():
        default = Path(os.environ.get("GEO_DATA") or HOME / "data")
        command.add_argument("--data", type=Path, default=default, help="the data folder")
    return main


def _add_filter(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("filter")
    several: dict[str, Any] = {"action": "append", "default": []}
    group.add_argument("--province", **several, help="ISO 3166-2 code or name; may be repeated")
    group.add_argument("--from", **several, help="first day: YYYY-MM-DD, YYYY-MM or YYYY")
    group.add_argument("--to", **several, help="last day, likewise")
    group.add_argument("--nationality", **several, help="ISO 3166-1 alpha-3; may be repeated")
    group.add_argument("--kind", **several, help="kind of raid; may be repeated")
    group.add_argument("--confidence", **several, help="how well sourced; may be repeated")
    group.add_argument("--compound", **several, help="a compound_id")
    group.add_argument("--q", **several, help="words that must all stand in the row's text")


def _filter(arguments: argparse.Namespace, layer: Layer) -> Filter:
    from geo.model.filter import PARAMETERS, Filter
    from geo.model.vocabulary import vocabulary

    given = vars(arguments)
    pairs = [(name, value) for name in PARAMETERS for value in given[name]]
    return Filter.from_params(pairs, vocabulary(layer))


def _load(arguments: argparse.Namespace) -> Layer:
    from geo.model.layer import load

    return load(arguments.data)


def _export(arguments: argparse.Namespace) -> int:
    from geo.files.exports import MEDIA_TYPES

    format = _format(arguments, tuple(MEDIA_TYPES))
    if arguments.home and not re.match(r"https?://[^/]", arguments.home):
        raise AtlasError(f"--home {arguments.home}: is no server; allowed: http(s)://…")
    layer = _load(arguments)
    _write(arguments.output, _pieces(layer, _filter(arguments, layer), format, arguments))
    return 0


def _format(asked: argparse.Namespace, formats: Sequence[str]) -> str:
    """The format that is asked for, or that a file's name ends in; the first where neither says."""
    suffix = asked.output.suffix.lower().removeprefix(".") if asked.output else ""
    allowed = f"one of {', '.join(formats)}"
    if asked.format and asked.format not in formats:
        raise AtlasError(f"--format {asked.format}: is no format; allowed: {allowed}")
    if asked.format and suffix in formats and suffix != asked.format:
        raise AtlasError(
            f"-o {asked.output}: is no name for --format {asked.format}; allowed: .{asked.format}"
        )
    if not asked.format and suffix and suffix not in formats:
        raise AtlasError(
            f"-o {asked.output}: ends in no format; allowed: {allowed}, or --format to say which"
        )
    return asked.format or suffix or formats[0]


def _map(arguments: argparse.Namespace) -> int:
    from geo.documents.takeaway import takeaway

    layer = _load(arguments)
    text = takeaway(layer, _filter(arguments, layer), arguments.shade)
    _write(arguments.output, [text.encode()])
    return 0


def _write(output: Path | None, pieces: Iterable[bytes]) -> None:
    """Write a file, or to standard output where none is named."""
    if output:
        _replace(output, pieces)
    else:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()


def _pieces(
    layer: Layer, filter: Filter, format: str, asked: argparse.Namespace
) -> Iterator[bytes]:
    """The content of an export: in one piece, or in many where one would be too large."""
    from geo.files.exports import export

    table = asked.table
    if format == "csv" and layer.is_large(table):
        from geo.files.large import csv_pieces

        yield from csv_pieces(layer, table, filter)
    else:
        yield export(layer, table, filter, format, home=asked.home.rstrip("/")).content


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file whole or not at all; a device or pipe is written to as it is."""
    special = path.exists() and not path.is_file()
    part = path if special else path.with_name(f"{path.name}.part")
    rest = iter(pieces)
    first = next(rest)  # What cannot be exported fails before a file is opened.
    try:
        with part.open("wb") as file:
            file.write(first)
            file.writelines(rest)
        if not special:
            os.replace(part, path)
    except BaseException:
        if not special:
            part.unlink(missing_ok=True)
        raise


def _summary(arguments: argparse.Namespace) -> int:
    import json

    from geo.query.summary import dimensions, summarise

    by = dimensions(arguments.by)
    layer = _load(arguments)
    filter = _filter(arguments, layer)
    print(json.dumps(summarise(layer, filter, by).to_json(filter), indent=2))
    return 0


def _brief(arguments: argparse.Namespace) -> int:
    from geo.documents.brief import FORMATS, brief

    format = _format(arguments, FORMATS)
    layer = _load(arguments)
    home = arguments.home.rstrip("/")
    page = brief(layer, _filter(arguments, layer), shade=arguments.shade, home=home)
    if format == "pdf":
        from geo.documents.paper import pdf

        page = pdf(page)
    _write(arguments.output, [page])
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from geo.documents.reportfile import write
    from geo.figures.report import report

    _write(None, [write(report(_load(arguments)), arguments.format).encode()])
    return 0


def _codebook(arguments: argparse.Namespace) -> int:
    from geo.documents.codebook import document

    _write(arguments.output, [document(_load(arguments).package).encode()])
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from geo.checks.folder import check

    findings = check(arguments.folder or arguments.data)
    _write(None, (_utf8(f"{finding}\n") for finding in findings))
    return FOUND if findings else 0


def _fmt(arguments: argparse.Namespace) -> int:
    from geo.checks.canonical import rewrite

    names = rewrite(arguments.folder or arguments.data)
    _write(None, (_utf8(f"{name}: rewritten\n") for name in names))
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from geo.checks.diff import FORMATS, changelog, diff

    changes = diff(_folder(arguments.old), _folder(arguments.new))
    if arguments.changelog:
        text = changelog(changes, *_told(*arguments.changelog))
    else:
        text = FORMATS[arguments.format](changes)
    _write(None, [_utf8(text)])
    return FOUND if changes else 0


def _utf8(text: str) -> bytes:
    """Text as every file is written, whatever the terminal is said to take."""
    return text.encode(errors="backslashreplace")


def _folder(path: Path) -> Path:
    if not (path / "datapackage.json").exists():
        raise AtlasError(f"{path}: is no data folder; allowed: one with a datapackage.json")
    return path


def _told(day: str, version: str, reason: str) -> tuple[date, str, str]:
    """What the lines of a changelog say of all changes."""
    try:
        made = date.fromisoformat(day)
    except ValueError:
        raise AtlasError(f"--changelog {day}: is no day; allowed: YYYY-MM-DD") from None
    if not re.fullmatch(r"\d+\.\d+\.\d+", version, re.ASCII):
        raise AtlasError(f"--changelog {version}: is no version; allowed: three numbers as 1.2.3")
    if not reason.strip():
        raise AtlasError("--changelog: the reason is empty; allowed: why the rows changed")
    return made, version, reason


def _serve(arguments: argparse.Namespace) -> int:
    from geo import settings

    app = HOME / "app.py"
    if not app.exists():
        raise AtlasError(f"the dashboard needs the project's folder: no {app.name} beside geo/")
    # One that is there and broken is told of by each page, and can be mended meanwhile.
    _folder(arguments.data)
    host, port = arguments.host, _port(arguments.port)
    _try_to_listen(host, port)
    os.environ["GEO_DATA"] = str(arguments.data.resolve())
    settings.tiles()
    settings.framed_by()
    os.chdir(HOME)  # Streamlit reads .streamlit/config.toml from the working folder.
    flags = ["--server.address", host, "--server.port", str(port)]
    command = [sys.executable, "-m", "streamlit", "run", app.name, *flags]
    os.execv(sys.executable, command)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise AtlasError(f"--port {text}: is no port; allowed: a number from 1 to 65535")


def _try_to_listen(host: str, port: int) -> None:
    """Take the port for a moment: the server itself would tell of a failure in a traceback."""
    import socket

    if host.startswith("unix://"):
        return  # Streamlit can listen on a file, too.
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise AtlasError(
            f"--host {host} --port {port}: cannot be listened on: {why}; allowed: an address of "
            "this machine and a port that is free"
        ) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 when all is well, 1 when `check` or `diff` found something, 2 when the command could not
        run; then one line on standard error says why.
    """
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except AtlasError as error:
        print(f"geo: {error}", file=sys.stderr)
    except BrokenPipeError:
        # The reader of a pipe has enough; standard output can take no more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"geo: {error.filename or ''}: {error.strerror}", file=sys.stderr)
    return COULD_NOT


if __name__ == "__main__":
    sys.exit(main())
