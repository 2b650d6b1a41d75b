#!/bin/sh
# Starts Redis by the image's own entrypoint, which gives up root; with a password where REDIS_PASSWORD is set.
set -eu
set -- redis-server /etc/aiops/redis.conf --dir /data
if [ -n "${REDIS_PASSWORD:-}" ]; then set -- "$@" --requirepass "$REDIS_PASSWORD"; fi
exec docker-entrypoint.sh "$@"
