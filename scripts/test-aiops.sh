#!/usr/bin/env bash
# Looks whether the running system works as a whole. See usage below.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/say.sh
. scripts/lib/compose.sh
. scripts/lib/local.sh

usage() {
  cat <<END
Usage: scripts/test-aiops.sh [--local] [options of aiops smoke]

Checks that all containers of the three compose files run and are healthy, that every endpoint answers and every topic
exists, that Redis and Neo4j hold what they should, that metrics pushed to Kafka become an anomaly, a result and an action,
and that a request to hello-app becomes a trace.

  --local            the processes that scripts/start-aiops.sh --local started
  --timeout TIME     longest wait for each step of the flow (120s)
  --only, --skip     parts, comma separated: --skip grafana,flink-jobmanager
  -h, --help         this text

Exit code 0: everything works, 1: something does not, 2: wrong usage or settings.
END
}

where=docker smoke=()
while [ $# -gt 0 ]; do
  case "$1" in
    --local) where=local ;;
    --timeout | --only | --skip)
      need_value "$@"
      smoke+=("$1" "$2")
      shift ;;
    -h | --help)
      usage
      exit 0 ;;
    *) wrong_usage "Unknown option: $1" ;;
  esac
  shift
done

# Services that no profile has to ask for, and have no container: they were never started.
check_containers() {
  local name state health code policy broken=0 known
  known=$(containers)
  while IFS='|' read -r name state health code policy; do
    [ -n "$name" ] || continue
    case "$(standing "$state" "$health" "$code" "$policy")" in
      ready) pass "$name: $state${health:+, $health}" ;;
      *)
        cross "$name: $state${health:+, $health}$([ "$state" = running ] || echo ", exit code $code")"
        say "    → docker logs --tail 50 $name"
        broken=1 ;;
    esac
  done <<<"$known"
  for name in $(compose config --services); do
    case "$name" in aiops | zookeeper) continue ;; esac
    if ! printf '%s\n' "$known" | cut -d'|' -f1 | grep -qx -- "$name"; then
      cross "$name: has no container"
      say '    → scripts/start-aiops.sh --all'
      broken=1
    fi
  done
  return $broken
}

if [ "$where" = local ]; then
  require_node
  title 'Processes'
  aiops testbed status || fail 'Not everything runs, see above.' 'scripts/start-aiops.sh --local'
  title 'The system as a whole'
  aiops smoke --local ${smoke[@]+"${smoke[@]}"}
  exit
fi

title 'Containers'
require_docker
use_files all
result=0
check_containers || result=1
title 'The system as a whole'
# Inside of the network, where the addresses are those of the compose files.
compose run --rm --no-deps -T aiops smoke --inside ${smoke[@]+"${smoke[@]}"} || result=1
exit $result
