"""Compound Atlas: the pages, the API and the map's files, on one port.

`streamlit run app.py` serves it; `python -m geo serve` and `make run` do so too.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from geo.model.errors import DataError
from geo.model.filter import Filter
from geo.server import served
from geo.server.api import MIDDLEWARE, ROUTES
from geo.server.unsaid import Unsaid


def _warm_up() -> None:
    """Import and work out what the first reader will need, while nobody waits for it.

    Streamlit collects garbage after every run of a page. What is loaded by then stays for
    good: without the freeze, each run would look through all of it again.
    """
    import geopandas  # noqa: F401
    from altair.utils import schemapi

    # Altair would check each part of each chart. The tests have; no figure makes one invalid.
    schemapi.disable_debug_mode()
    served.map_marks(Filter(), "raids")
    served.summary(Filter())
    gc.collect()
    gc.freeze()
    # The page of the claims asks for some 200 sums at once: last, since few readers start there.
    served.comparisons()
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    try:
        served.layer()
    except DataError as error:
        logging.getLogger("geo").error("The layer cannot be read: %s", error)
    else:
        threading.Thread(target=_warm_up, daemon=True).start()
    yield


app = st.App(
    "pages/_nav.py",
    routes=ROUTES,
    middleware=[*MIDDLEWARE, Middleware(Unsaid, folder=Path(__file__).resolve().parent)],
    lifespan=_lifespan,
)
