"""The receiver's own small HTTP page for machines that watch: alive, ready, figures."""

import asyncio
import dataclasses
from typing import Final

from gemensam.alarms.server.receiver import Receiver

# A watcher's request is one line and a few headers; whoever sends more or dawdles is let go.
LONGEST_REQUEST: Final = 4096
ANSWER_WITHIN: Final = 2.0


def figures_text(receiver: Receiver) -> str:
    """Write the figures in Prometheus' form."""
    lines = [f"alarms_receiver_ready {int(receiver.is_ready)}"]
    for name, value in dataclasses.asdict(receiver.figures).items():
        lines.append(f"alarms_receiver_{name}_total {value}")
    for writer in (receiver.alarms, receiver.others):
        label = f'{{writer="{writer.name}"}}'
        lines.append(f"alarms_receiver_waiting{label} {writer.depth}")
        for name, value in dataclasses.asdict(writer.figures).items():
            lines.append(f"alarms_receiver_writer_{name}{label} {value}")
    for name, value in dataclasses.asdict(receiver.wire.endpoint.counters).items():
        lines.append(f"alarms_sip_{name}_total {value}")
    return "\n".join(lines) + "\n"


def answer_to(path: str, receiver: Receiver) -> tuple[int, str]:
    """Give status and text for a path."""
    match path:
        case "/halsa/" | "/halsa/lever":
            return 200, "lever\n"
        case "/halsa/redo":
            ready = receiver.is_ready
            return (200, "redo\n") if ready else (503, "databasen nås inte\n")
        case "/metrics":
            return 200, figures_text(receiver)
        case _:
            return 404, "finns inte\n"


async def open_health(receiver: Receiver, host: str, port: int) -> asyncio.Server:
    """Listen for watchers. Raises OSError: the port is taken."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                head = await reader.readuntil(b"\r\n\r\n")
                words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
                status, text = answer_to(words[1] if len(words) > 1 else "", receiver)
                body = text.encode()
                writer.write(
                    f"HTTP/1.1 {status} \r\nContent-Type: text/plain; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(serve, host, port, limit=LONGEST_REQUEST)
