"""What PostgreSQL is told: what is written once into its configuration, and what each start decides."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

# Written into postgresql.conf when the cluster is made; an operator may change them there.
WRITTEN_ONCE: Mapping[str, str] = MappingProxyType(
    {
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",  # one language in the log, whatever the machine speaks
        # A hundred connections are two machines' worth of processes; the second hundred is for tests.
        "max_connections": "200",
        "shared_buffers": "256MB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",  # solid state disks
        "jit": "off",  # costs more than it gives on short queries
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "log_checkpoints": "off",
        # Statements and key values hold personal data: the log tells what failed, not for whom.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
)
# Only for data that may be lost with the machine's power.
NOT_DURABLE: Mapping[str, str] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
)
SOCKET_PORT = 5432  # only a part of the socket's name while TCP is off


def written_once() -> str:
    """The lines to add to postgresql.conf."""
    lines = [f"{name} = '{value}'" for name, value in WRITTEN_ONCE.items()]
    return "\n# Gemensam\n" + "\n".join(lines) + "\n"


def per_start(
    sockets: Path, tcp_port: int | None, extra: Mapping[str, str], *, durable: bool
) -> list[str]:
    """The words of the command line: they win over every file."""
    settings = {
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "listen_addresses": "127.0.0.1" if tcp_port else "",
        "port": str(tcp_port or SOCKET_PORT),
        "logging_collector": "off",
        **({} if durable else NOT_DURABLE),
        **extra,
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def init_words(major: int, data: Path, password_file: Path, *, durable: bool) -> list[str]:
    """The command line of initdb: the same byte order of text on every machine and version."""
    words = [
        *("-D", str(data), "--username", "postgres", "--pwfile", str(password_file)),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"),
        *("--data-checksums", "--no-instructions"),
    ]
    first_with_own_locale = 17  # before, the system's C.UTF-8 sorts the same
    if major >= first_with_own_locale:
        words += ["--locale-provider", "builtin"]
    if not durable:
        words.append("--no-sync")
    return words
