"""A client that costs little: a few connections that are kept, one prepared request each."""

import asyncio
import time

CONNECTIONS = 8


async def _one(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < until:
        writer.write(request)
        await answer(reader)
        done += 1
    writer.close()
    await writer.wait_closed()
    return done


async def answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode(errors="replace"))
    length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    return await reader.readexactly(length)


async def fetch(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    body = await answer(reader)
    writer.close()
    await writer.wait_closed()
    return body


async def requests_a_second(port: int, request: bytes, seconds: float) -> float:
    """Over `CONNECTIONS` connections to loopback, for a bounded time."""
    started = time.perf_counter()
    runs = (_one(port, request, started + seconds) for _ in range(CONNECTIONS))
    done = sum(await asyncio.gather(*runs))
    return done / (time.perf_counter() - started)
