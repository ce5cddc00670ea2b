"""The API's description as a page: plain HTML, made from the OpenAPI document alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from geo.files.links import API
from geo.model.escape import markup

Spec = Mapping[str, Any]


def page(document: Spec, dataset: Spec) -> str:
    """An HTML page that says what the document says.

    Parameters
    ----------
    document : dict
        As `geo.server.openapi.document` makes it.
    dataset : dict
        As `geo.files.citation.dataset` makes it: it stands in the page for search engines.
    """
    info = document["info"]
    title = f"{markup(info['title'])} API"
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title><link rel='stylesheet' href='/assets/reference.css'>"
        f"<script type='application/ld+json'>{_embedded(dataset)}</script></head>\n"
        f"<body><main><h1>{title}</h1>"
        f"<p class='lead'>{markup(info['summary'])} Version {markup(info['version'])}, "
        f"{_link(info['license']['url'], info['license']['name'])}. "
        f"For machines: {_link(f'{API}/openapi.json', 'OpenAPI 3.1')}, "
        f"{_link(f'{API}/datapackage.json', 'data package')}.</p>\n"
        f"<nav aria-label='Addresses'><ul>{''.join(_contents(document))}</ul></nav>\n"
        f"<h2 id='filter'>The filter</h2>{_RULES}{_table_of(_shared(document))}\n"
        f"{''.join(_sections(document))}"
        "</main></body></html>\n"
    )


_RULES = (
    "<p>Parameters are the same as in the address of a page. Values of one parameter that is given "
    "more than once are alternatives; different parameters restrict each other. "
    "Not every table has a notion of each: by which of them it is filtered stands beside it. "
    "What is not valid is answered with 422 and a problem document that says what is allowed. "
    "Every answer has an <code>ETag</code> and may be read from any site.</p>"
)


def _embedded(said: Spec) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _link(target: str, text: str) -> str:
    return f"<a href='{markup(target)}'>{markup(text)}</a>"


def _operations(document: Spec) -> Iterator[tuple[str, Spec]]:
    for path, item in document["paths"].items():
        yield path, item["get"]


def _contents(document: Spec) -> Iterator[str]:
    for path, operation in _operations(document):
        yield f"<li>{_link('#' + operation['operationId'], path)}</li>"


def _resolved(document: Spec, spec: Spec) -> Spec:
    """The thing itself where there is only a reference to it."""
    if "$ref" not in spec:
        return spec
    found = document
    for part in spec["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _shared(document: Spec) -> list[Spec]:
    """The parameters that several addresses take."""
    return list(document["components"]["parameters"].values())


def _sections(document: Spec) -> Iterator[str]:
    for tag in document["tags"]:
        yield f"<h2>{markup(tag['name'].capitalize())}</h2><p>{markup(tag['description'])}</p>\n"
        for path, operation in _operations(document):
            if tag["name"] in operation["tags"]:
                yield _section(document, path, operation)


def _section(document: Spec, path: str, operation: Spec) -> str:
    given = operation.get("parameters", ())
    own = [parameter for parameter in given if "$ref" not in parameter]
    named = [_resolved(document, p)["name"] for p in given if "$ref" in p]
    also = f"<p>Takes {', '.join(f'<code>{markup(n)}</code>' for n in named)}.</p>" if named else ""
    columns = "".join(_columns(document, operation))
    return (
        f"<section id='{markup(operation['operationId'])}'>"
        f"<h3>{markup(operation['summary'])}</h3><p><code>GET {markup(path)}</code> "
        f"{''.join(_examples(path, own))}</p>"
        f"<p>{markup(operation.get('description', ''))}</p>"
        f"{_table_of(own)}{also}{columns}</section>\n"
    )


def _examples(path: str, own: list[Spec]) -> Iterator[str]:
    """Links that can be followed: one for each value that may stand in the path."""
    choices = [p for p in own if p["in"] == "path"]
    if choices:
        (choice,) = choices
        for value in choice["schema"]["enum"]:
            target = path.replace(f"{{{choice['name']}}}", value)
            yield f" {_link(target, value)}"
    elif not own:
        yield f" {_link(path, 'open')}"
    else:
        query = "&".join(f"{p['name']}={','.join(p['example'])}" for p in own)
        yield f" {_link(f'{path}?{query}', 'open')}"


def _table_of(parameters: list[Spec]) -> str:
    if not parameters:
        return ""
    lines = "".join(
        f"<tr><td><code>{markup(p['name'])}</code></td><td>{markup(p.get('description', ''))}"
        f"{_allowed(p['schema'])}</td><td>{_example(p)}</td></tr>"
        for p in parameters
    )
    head = "<tr><th>Parameter</th><th>Meaning</th><th>Example</th></tr>"
    return f"<div class='wide'><table>{head}{lines}</table></div>"


def _allowed(schema: Spec) -> str:
    values = schema.get("items", schema).get("enum")
    if not values:
        return ""
    listed = ", ".join(f"<code>{markup(v)}</code>" for v in values if v is not None)
    return f" <span class='allowed'>One of {listed}.</span>"


def _example(parameter: Spec) -> str:
    if "example" not in parameter:
        return ""
    value = parameter["example"]
    text = ",".join(value) if isinstance(value, list) else value
    return f"<code>{markup(parameter['name'])}={markup(text)}</code>"


def _columns(document: Spec, operation: Spec) -> Iterator[str]:
    """The columns of a table, folded away."""
    content = operation["responses"]["200"].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    row = _resolved(document, schema.get("items", {}))
    if not row:
        return
    yield "<details><summary>Columns</summary><div class='wide'><table>"
    yield "<tr><th>Column</th><th>Type</th><th>Meaning</th></tr>"
    for name, column in row["properties"].items():
        types = column["type"] if isinstance(column["type"], list) else [column["type"]]
        said = " or ".join(markup(t) for t in types)
        meaning = f"{markup(column['description'])}{_allowed(column)}"
        yield f"<tr><td><code>{markup(name)}</code></td><td>{said}</td><td>{meaning}</td></tr>"
    yield "</table></div></details>"
