"""How gunicorn serves the desk; DROM_DESK_HOST and DROM_DESK_PORT say where. Put a reverse proxy with TLS before it."""

import os

from desk.environment import desk_address, load

load()
wsgi_app = "desk.wsgi"
bind = f"{os.environ.get('DROM_DESK_HOST') or '127.0.0.1'}:{os.environ.get('DROM_DESK_PORT') or '5006'}"
workers = 2
threads = 8
"""Pages are quick and wait for nothing but the database, so few threads serve many people."""
preload_app = True
"""Loaded once before the workers part, so they share the memory of it."""
timeout = 60
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1,::1"
"""Only a proxy on this machine is believed about TLS."""
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112 - heartbeats never wait for a disk


def when_ready(server: object) -> None:
    """Say that people can come."""
    print(f"The desk is ready: {desk_address().url}/", flush=True)
