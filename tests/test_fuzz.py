"""The API fuzzed from its own OpenAPI document: what it says holds, whatever is asked."""

from __future__ import annotations

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.asgi import app

CONFIG = SchemathesisConfig.from_dict(
    {
        # Asked as it is described, and otherwise.
        "generation": {"mode": "all", "max-examples": 30, "deterministic": True},
        # It would try each of 250 nationalities at each address.
        "phases": {"coverage": {"enabled": False}},
    }
)
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app(), config=CONFIG)


@schema.parametrize()
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    # No schema can say that `from` is not after `to`, and that `bom` is for CSV alone.
    given = set(case.query or {})
    marked = "bom" in given and (case.path_parameters or {}).get("format") != "csv"
    unsaid = {"from", "to"} <= given or marked
    case.call_and_validate(excluded_checks=[positive_data_acceptance] if unsaid else [])
