"""What goes to a browser over the web socket names no path and no version of this machine."""

from __future__ import annotations

import asyncio
import platform
from importlib.metadata import version
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.version import STREAMLIT_VERSION_STRING

from geo.server.unsaid import Unsaid
from tests import reference

VERSIONS = [version(name) for name in ("streamlit", "pandas", "pyarrow")]


def run() -> ForwardMsg:
    """The message with which a run of a page begins."""
    message = ForwardMsg()
    session = message.new_session
    session.main_script_path = str(reference.PROJECT / "pages" / "_nav.py")
    session.name, session.page_script_hash = "_nav", "abc"
    session.initialize.session_id = f"not the version {STREAMLIT_VERSION_STRING}"
    said = session.initialize.environment_info
    said.streamlit_version = STREAMLIT_VERSION_STRING
    said.python_version, said.server_os = f"{platform.python_version()}.final.0", "linux"
    return message


def sent(content: Any, *, kind: str = "websocket") -> Any:
    """What arrives of a message that the pages send."""
    arrived: list[Any] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": f"{kind}.send", **content})

    async def send(message: Any) -> None:
        arrived.append(message)

    asyncio.run(Unsaid(pages, reference.PROJECT)({"type": kind}, None, send))
    return arrived[0]


def test_a_run_s_first_message_says_neither_path_nor_version() -> None:
    message = run()
    content = sent({"bytes": message.SerializeToString()})["bytes"]
    assert str(reference.PROJECT).encode() not in content
    said = ForwardMsg.FromString(content)
    environment = said.new_session.initialize.environment_info
    assert environment.streamlit_version.strip() == ""
    assert environment.python_version.strip() == ""
    for one in (message, said):
        one.new_session.ClearField("main_script_path")
        one.new_session.initialize.environment_info.ClearField("streamlit_version")
        one.new_session.initialize.environment_info.ClearField("python_version")
    assert said == message


def test_a_table_says_no_version_and_stays_as_it_is() -> None:
    frame = pd.DataFrame({"word": ["26.0.1", "version"], "n": [1, None]}, index=["a", "b"])
    stream = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame)
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    message = ForwardMsg()
    message.delta.new_element.dataframe.arrow_data.data = stream.getvalue().to_pybytes()
    content = sent({"bytes": message.SerializeToString()})["bytes"]
    for one in VERSIONS:
        assert f'"{one}"'.encode() not in content
    data = ForwardMsg.FromString(content).delta.new_element.dataframe.arrow_data.data
    pd.testing.assert_frame_equal(pa.ipc.open_stream(data).read_pandas(), frame)


@pytest.mark.parametrize("content", [{"bytes": b"another"}, {"text": "words"}, {"bytes": None}])
def test_another_message_stays_as_it_is(content: dict[str, Any]) -> None:
    assert sent(content) == {"type": "websocket.send", **content}


def test_what_is_no_message_passes() -> None:
    content = run().SerializeToString()
    assert sent({"bytes": content}, kind="http")["bytes"] == content
