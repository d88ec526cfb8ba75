"""`zabota.conf`: what we ask of PostgreSQL beyond its defaults."""

import os
from pathlib import Path

from zabota.base.postgres.place import PORT

MEGABYTE = 2**20

QUIET_LOG = {
    # The server's log must not carry what people wrote: no statements, no parameters, no values of a violated key.
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
}

CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


def configuration(sockets: Path, *, durable: bool) -> str:
    """The text of `zabota.conf`; `durable=False` only for data that a test throws away."""
    options = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0777",  # the folder is closed to others; inside it a password is asked
        "max_connections": "100",
        "shared_buffers": f"{_shared_buffers(durable=durable)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "deadlock_timeout": "100ms",  # whoever lost a race for a room starts again soon
        "timezone": "UTC",
        **QUIET_LOG,
        **({} if durable else CARELESS),
    }
    return "".join(f"{name} = '{value}'\n" for name, value in options.items())


def _shared_buffers(*, durable: bool) -> int:
    """Megabytes: an eighth of the machine, between 128 MB and 2 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return min(max(memory // 8, 128), 2048) if durable else 128
