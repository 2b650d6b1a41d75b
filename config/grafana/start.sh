#!/bin/sh
# Grafana's own start, unless it would open production to the password that the documentation prints.
set -eu
if [ "${GF_SECURITY_ADMIN_PASSWORD:-admin}" = admin ]; then
  if [ "${AIOPS_ENV:-}" = production ]; then
    echo 'GRAFANA_ADMIN_PASSWORD: expected a password of your own, because AIOPS_ENV is production and this is the documented one' >&2
    exit 2
  fi
  echo 'Grafana takes the documented login, admin / admin. Set GRAFANA_ADMIN_PASSWORD before anyone else can reach it.' >&2
fi
exec /run.sh
