"""gunicorn for every service: `SERVICE=gateway gunicorn -c deploy/gunicorn.conf.py`.

One worker of threads: consumers start when the worker is up and stop before it leaves, so nothing is shared across a fork.
"""

import os
from pathlib import Path

service = os.environ["SERVICE"]
package = service.replace("-", "_")
prefix = package.upper()
default_ports = {"gateway": 8000, "interpreter": 8001, "private-llm": 8002, "store": 8003}

wsgi_app = f"{package}.__main__:application()"
bind = f"{os.environ.get(f'{prefix}_HOST', '127.0.0.1')}:{os.environ.get(f'{prefix}_PORT', default_ports[service])}"
worker_class = "shared.doors.worker.Worker"
workers = 1
threads = int(os.environ.get(f"{prefix}_THREADS", {"gateway": 32}.get(service, 4)))
timeout = 0  # A stream may last as long as its answer; the bus and the doors have their own deadlines.
graceful_timeout = 8
keepalive = 5
worker_connections = 1000  # Beyond that, whoever keeps us waiting longest is let go.
accesslog = None  # Query strings are private.
http_parser = "python"  # Else each worker looks for a faster one, which the interpreter's confinement refuses and logs.
control_socket_disable = True  # From gunicorn 25.1 on, one path per user: several services would collide.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
limit_request_line = 4094
limit_request_fields = 50


def post_worker_init(worker):
    worker.wsgi.extensions["service"].start()


def worker_exit(server, worker):
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["service"].stop()
