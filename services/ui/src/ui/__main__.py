"""Run the browser front end: `python -m ui`."""

import os
import sys

PRIVATE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_HEARTBEAT_INTERVAL": "0.5",  # So soon it is noticed that somebody has left, and the model is stopped that wrote for them.
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}
CANNOT_START = 4
"""The same status as gunicorn's, by which `make run` knows that trying again is no use."""


def main() -> None:
    """Read the environment and serve until told to stop."""
    os.environ.update(PRIVATE)  # Before Gradio is imported: it decides then what it tells others.
    import uvicorn

    from shared import forwarding, logs
    from shared.doors import open_files
    from shared.metrics import Metrics
    from shared.settings import InvalidSetting, load
    from ui.serving import Patient
    from ui.settings import Settings
    from ui.web import build

    logs.configure("ui")
    try:
        settings = load(Settings, os.environ)
    except InvalidSetting as error:
        print(f"ui: {error}", file=sys.stderr)
        sys.exit(CANNOT_START)
    vouch = forwarding.Vouching(settings.home)
    app = build(settings.gateway_url, Metrics("ui"), secure_cookie=settings.secure_cookie, vouch=vouch.headers)
    logs.get_logger().info("service.started", port=settings.port)
    open_files()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=Patient,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=3,
        proxy_headers=False,  # Else it believes whatever anybody on this machine says of where a request comes from.
    )


if __name__ == "__main__":
    main()
