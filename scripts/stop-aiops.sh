#!/usr/bin/env bash
# Stops the third stage of the system, or all of it. See usage below.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/say.sh
. scripts/lib/compose.sh
. scripts/lib/local.sh

usage() {
  cat <<END
Usage: scripts/stop-aiops.sh [--all] [--volumes]
       scripts/stop-aiops.sh --local [--volumes]

Stops and removes the containers of docker-compose-aiops.yml. Their data stay.

  --all        those of all three compose files
  --volumes    removes their data too: topics, state, graph, metrics, logs, traces
  --local      the processes that scripts/start-aiops.sh --local started
  -h, --help   this text

Exit code 0: stopped, 1: something does not work, 2: wrong usage.
END
}

scope=aiops volumes=no where=docker
while [ $# -gt 0 ]; do
  case "$1" in
    --all) scope=all ;;
    --volumes) volumes=yes ;;
    --local) where=local ;;
    -h | --help)
      usage
      exit 0 ;;
    *) wrong_usage "Unknown option: $1" ;;
  esac
  shift
done

if [ "$where" = local ]; then
  require_node
  options=()
  if [ "$volumes" = yes ]; then options=(--wipe); fi
  aiops testbed down ${options[@]+"${options[@]}"} || fail 'Not everything could be stopped, see above.'
  exit 0
fi

require_docker
use_files "$scope"
options=()
if [ "$volumes" = yes ]; then options=(--volumes); fi
# The network stays as long as the other stages use it, which v1 takes for an error.
if ! compose down ${options[@]+"${options[@]}"}; then
  [ -z "$(compose ps -a -q)" ] || fail 'Not everything could be stopped, see above.'
fi
if [ "$volumes" = yes ]; then say 'Stopped; the data are removed.'; else say 'Stopped; the data are kept (--volumes removes them).'; fi
