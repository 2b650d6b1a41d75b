#!/usr/bin/env bash
# Builds, starts and waits for the third stage of the system, or for all of it. See usage below.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/say.sh
. scripts/lib/compose.sh
. scripts/lib/local.sh

usage() {
  cat <<END
Usage: scripts/start-aiops.sh [--all] [--no-build] [--timeout SECONDS]
       scripts/start-aiops.sh --local

Builds the images, starts docker-compose-aiops.yml (Neo4j, Kafka, Redis, Flink and our services), waits until everything
is ready and tells where it is. The first two stages (docker-compose.yaml, docker-compose-traces.yml) have to run, unless
--all starts them too.

  --all              all three compose files
  --no-build         use the images that are there
  --timeout SECONDS  how long to wait until everything is ready (600)
  --local            no docker: the servers and services as processes of this machine, installed as needed;
                     with STREAM_PROCESSING_ENGINE=flink also Flink and its jobs
  -h, --help         this text

Runs again without harm: what runs already stays. AIOPS_ENV=production refuses the passwords of the demo.
Exit code 0: started and ready, 1: something does not work, 2: wrong usage or settings.
END
}

scope=aiops build=yes timeout=600 where=docker
while [ $# -gt 0 ]; do
  case "$1" in
    --all) scope=all ;;
    --no-build) build=no ;;
    --timeout)
      need_value "$@"
      timeout=$2
      shift
      case "$timeout" in *[!0-9]*) wrong_usage "--timeout: expected seconds, received \"$timeout\"." ;; esac ;;
    --local) where=local ;;
    -h | --help)
      usage
      exit 0 ;;
    *) wrong_usage "Unknown option: $1" ;;
  esac
  shift
done

# What everybody can read in the documentation protects nothing.
check_passwords() {
  local demo=''
  if [ -z "$(setting NEO4J_PASSWORD_FILE '')" ] && [ "$(setting NEO4J_PASSWORD password123)" = password123 ]; then
    demo='NEO4J_PASSWORD (password123)'
  fi
  if [ "$scope" = all ] && [ "$(setting GRAFANA_ADMIN_PASSWORD admin)" = admin ]; then
    demo="${demo:+$demo and }GRAFANA_ADMIN_PASSWORD (admin)"
  fi
  [ -n "$demo" ] || return 0
  if [ "$(setting AIOPS_ENV '')" = production ]; then
    wrong_usage "AIOPS_ENV=production, but $demo is still that of the demo: set your own in .env."
  fi
  warn '********************************************************************************'
  warn "DEMO PASSWORDS ARE IN USE: $demo."
  warn 'Everybody knows them. Set your own in .env before anybody else can reach this.'
  warn '********************************************************************************'
}

check_first_stages() {
  [ "$scope" = aiops ] || return 0
  local missing='' answer=''
  for name in victoriametrics loki tempo; do
    if ! is_running "$name"; then missing="$missing $name"; fi
  done
  [ -n "$missing" ] || { pass 'The first two stages run.'; return 0; }
  if [ -t 0 ]; then
    printf 'The first two stages do not run (missing:%s). Start all three? [y/N] ' "$missing"
    read -r answer
  fi
  case "$answer" in
    y | Y | yes) scope=all; use_files all ;;
    *) fail "The first two stages do not run (missing:$missing)." \
         'Start everything: scripts/start-aiops.sh --all' \
         "or only them: ${COMPOSE[*]} ${TRACES_FILES[*]} up -d" ;;
  esac
}

check_ports() {
  local ours taken='' port holder
  ours=$(containers | cut -d'|' -f1)
  for port in $(published_ports); do
    port_is_taken "$port" || continue
    holder=$(docker ps --filter "publish=$port" --format '{{.Names}}' | head -n 1)
    if [ -n "$holder" ] && printf '%s\n' "$ours" | grep -qx -- "$holder"; then continue; fi
    taken="$taken
  port $port: taken by ${holder:+container }${holder:-another process}"
  done
  [ -z "$taken" ] || fail "Ports are taken:$taken" 'Stop what listens there, or choose other ports in .env.'
  pass 'The ports are free, or ours.'
}

check_memory() {
  local bytes wanted=6
  [ "$scope" = aiops ] || wanted=8
  bytes=$(docker info --format '{{.MemTotal}}' 2>/dev/null || true)
  case "$bytes" in '' | *[!0-9]*) return 0 ;; esac
  local gib=$((bytes / 1024 / 1024 / 1024 + 1))
  if [ "$gib" -lt "$wanted" ]; then
    warn "Docker has $gib GiB of memory; $wanted GiB are advised. Containers that get too little are killed (exit code 137)."
  else pass "Docker has $gib GiB of memory."; fi
}

# Waits until every container stands; tells what is still missing.
wait_until_ready() {
  local began=$SECONDS told='' line name state health code policy how waiting total ready
  while :; do
    waiting='' total=0 ready=0
    while IFS='|' read -r name state health code policy; do
      [ -n "$name" ] || continue
      total=$((total + 1))
      how=$(standing "$state" "$health" "$code" "$policy")
      case "$how" in
        ready) ready=$((ready + 1)) ;;
        failed) tell_logs "$name"; fail "$name ended with exit code $code." "All of its log: docker logs $name" ;;
        *) waiting="$waiting $name${health:+ ($health)}" ;;
      esac
    done < <(containers)
    line="$ready of $total ready${waiting:+, waiting for:$waiting}"
    if [ "$line" != "$told" ]; then say "  $((SECONDS - began)) s: $line"; told=$line; fi
    if [ "$total" -gt 0 ] && [ -z "$waiting" ]; then return 0; fi
    if [ $((SECONDS - began)) -ge "$timeout" ]; then
      for name in $(printf '%s' "$waiting" | sed 's/([a-z]*)//g'); do tell_logs "$name"; done
      fail "Not ready after $timeout s:${waiting:- no container at all}" \
        'The logs above may tell why; everything was left running for you to look at.' \
        "Stop it: scripts/stop-aiops.sh$([ "$scope" = aiops ] || echo ' --all')"
    fi
    sleep "${AIOPS_POLL_SECONDS:-2}"
  done
}

tell_logs() {
  printf '── the end of the log of %s\n' "$1" >&2
  docker logs --tail 15 "$1" 2>&1 | sed 's/^/   /' >&2 || true
}

tell_addresses() {
  title 'Where everything is'
  if [ "$scope" = all ] || is_running grafana; then
    say "  Grafana          http://localhost:3000     admin / $(hidden GRAFANA_ADMIN_PASSWORD admin)"
  fi
  say "  Neo4j            http://localhost:7474     neo4j / $(hidden NEO4J_PASSWORD password123), bolt://localhost:7687"
  say '  Flink            http://localhost:8081'
  say '  hello-app        http://localhost:5001'
  say '  Kafka            localhost:9092'
  say '  Redis            localhost:6379'
  say '  incident page    http://localhost:8090/ui/'
  say '  our services     http://localhost:8090/readyz (insights-action), 8091 (data-ingestion),'
  say '                   8092 (anomaly-detection), 8093 (root-cause-analysis)'
  title 'What next'
  say '  scripts/test-aiops.sh                        does everything work together?'
  say '  curl http://localhost:5001/                  makes a trace'
  say "  $(shown) logs -f insights-action"
  say '  docker exec -it kafka kafka-console-consumer --bootstrap-server localhost:9092 --topic aiops.anomalies --from-beginning'
  say "  scripts/stop-aiops.sh$([ "$scope" = aiops ] || echo ' --all')"
}

# A password of the demo is shown, one of the user's own is not.
hidden() { if [ "$(setting "$1" "$2")" = "$2" ]; then printf '%s' "$2"; else printf '(%s)' "$1"; fi; }

start_in_docker() {
  title 'Checking what is needed'
  require_docker
  pass "docker and ${COMPOSE[*]} are there."
  use_files "$scope"
  check_first_stages
  check_passwords
  compose config -q || fail 'The compose files cannot be used, see above.' 'Check .env against .env.example.'
  check_memory
  check_ports
  if [ "$build" = yes ]; then
    title 'Building the images'
    compose --profile tools build || fail 'The images could not be built, see above.'
  fi
  title 'Starting'
  compose up -d || {
    for name in $(containers | awk -F'|' '$3 == "unhealthy" || ($2 == "exited" && $4 != 0) { print $1 }'); do tell_logs "$name"; done
    fail 'The containers could not be started, see above.'
  }
  title 'Waiting until everything is ready'
  wait_until_ready
  tell_addresses
}

start_as_processes() {
  require_node
  check_passwords
  title 'Starting servers and services as processes'
  aiops testbed up --fleet || fail 'Not everything could be started, see above.'
  if [ "${STREAM_PROCESSING_ENGINE:-embedded}" = flink ]; then
    title 'Starting Flink and its jobs'
    aiops testbed up flink-jobs || fail 'The stream jobs do not run, see above.'
  fi
  title 'What next'
  say '  scripts/test-aiops.sh --local                does everything work together?'
  say '  curl http://localhost:5001/                  makes a trace'
  say '  npm run aiops -- testbed status              what runs where'
  if [ "${STREAM_PROCESSING_ENGINE:-embedded}" = flink ]; then
    say '  http://127.0.0.1:8081                        the jobs of Flink, also told by'
    say '    STREAM_PROCESSING_ENGINE=flink KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 FLINK_REST_URL=http://127.0.0.1:8081 npm run aiops -- flink status'
  fi
  say '  scripts/stop-aiops.sh --local'
}

if [ "$where" = local ]; then start_as_processes; else start_in_docker; fi
