"""A client that asks for one address over and over: `python -m benchmarks.client URL --seconds 3`.

It is a process of its own, so that it takes no time from the server's, and speaks HTTP itself:
a library would take longer over an answer than the server does. `{day}` in the address stands
for another day each time, so that no answer is there already. Prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median, quantiles
from time import perf_counter, process_time
from urllib.parse import urlsplit

import uvloop

LINE, HEAD = b"\r\n", b"\r\n\r\n"
ROOM = 2**22
"""Bytes of an answer that may wait to be read."""

DAYS = date(1900, 1, 1).toordinal()
"""Days before any in the layer."""

Seen = list[tuple[int, float]]
"""Status of each answer, and the seconds that it took."""


async def _answer(reader: StreamReader) -> int:
    """Read one answer whole; its status."""
    head = (await reader.readuntil(HEAD)).lower()
    status = int(head[9:12])
    sizes = [line for line in head.split(LINE) if line.startswith(b"content-length:")]
    if sizes:
        await reader.readexactly(int(sizes[0].partition(b":")[2]))
    elif b"transfer-encoding: chunked" in head:
        while size := int(await reader.readuntil(LINE), 16):
            await reader.readexactly(size + len(LINE))
        await reader.readuntil(LINE)
    return status


async def _connection(question: str, host: str, port: int, end: float) -> Seen:
    """Ask again as soon as the answer is there, until the end."""
    writer: StreamWriter
    reader, writer = await asyncio.open_connection(host, port, limit=ROOM)
    seen: Seen = []
    while (start := perf_counter()) < end:
        day = date.fromordinal(random.randint(1, DAYS)).isoformat()
        writer.write(question.replace("{day}", day).encode())
        seen.append((await _answer(reader), perf_counter() - start))
    writer.close()
    return seen


async def ask(url: str, connections: int, seconds: float, headers: Sequence[str]) -> Seen:
    """Every answer that all connections had."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = (f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", *headers)
    question = "\r\n".join((*lines, "", ""))
    end = perf_counter() + seconds
    asking = (
        _connection(question, str(parts.hostname), int(parts.port or 80), end)
        for _ in range(connections)
    )
    return [answer for seen in await asyncio.gather(*asking) for answer in seen]


def main() -> None:
    """Ask, and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--header", action="append", default=[])
    given = parser.parse_args()
    asked = ask(given.url, given.connections, given.seconds, given.header)
    started, worked = perf_counter(), process_time()
    seen = uvloop.run(asked)
    took, busy = perf_counter() - started, process_time() - worked
    times = [seconds for _, seconds in seen]
    said = {
        "statuses": Counter(status for status, _ in seen),
        "per_second": len(seen) / took,
        "median": median(times),
        "p99": quantiles(times, n=100)[-1],
        "busy": busy / took,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
