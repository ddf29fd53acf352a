#!/bin/sh
# What a container runs: gunicorn for the services, uvicorn for the browser front end.
set -eu
if [ "$SERVICE" = ui ]; then
  exec python -m ui
fi
exec gunicorn -c /app/gunicorn.conf.py
