# shellcheck shell=bash
# Finds docker and compose, and asks them. Sourced after say.sh.

TRACES_FILES=(-f docker-compose.yaml -f docker-compose-traces.yml)
AIOPS_FILES=(-f docker-compose-aiops.yml)
# Each file alone knows nothing of the containers of the others, which is as it should be.
export COMPOSE_IGNORE_ORPHANS=true

# use_files all|aiops: what `compose` works on.
use_files() {
  if [ "$1" = all ]; then FILES=("${TRACES_FILES[@]}" "${AIOPS_FILES[@]}"); else FILES=("${AIOPS_FILES[@]}"); fi
}

compose() { "${COMPOSE[@]}" "${FILES[@]}" "$@"; }

# shown FILES…: the command as people type it.
shown() { printf '%s %s' "${COMPOSE[*]}" "${FILES[*]}"; }

require_docker() {
  command -v docker >/dev/null 2>&1 ||
    fail 'docker was not found.' 'Install Docker Engine, or run everything as processes: scripts/start-aiops.sh --local'
  docker info >/dev/null 2>&1 ||
    fail "The docker daemon does not answer: $(docker info 2>&1 | grep -iE 'error|cannot|denied' | tail -n 1)" \
      'Start it (systemctl start docker), or join its group (usermod -aG docker USER, then log in again).'
  if docker compose version >/dev/null 2>&1; then
    COMPOSE=(docker compose)
  elif command -v docker-compose >/dev/null 2>&1 && docker-compose version >/dev/null 2>&1; then
    COMPOSE=(docker-compose)
  else
    fail 'Neither "docker compose" nor "docker-compose" was found.' \
      'Install the compose plugin (package docker-compose-plugin or docker-compose-v2).'
  fi
}

# containers: one line `name|state|health|exit code|restart policy` per container of the files.
containers() {
  local ids
  ids=$(compose ps -a -q) || return 1
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # one word per container
  docker inspect --format \
    '{{.Name}}|{{.State.Status}}|{{if .State.Health}}{{.State.Health.Status}}{{end}}|{{.State.ExitCode}}|{{.HostConfig.RestartPolicy.Name}}' \
    $ids | sed 's|^/||'
}

# standing STATE HEALTH EXIT_CODE RESTART: ready, waiting, or failed. A one-shot is ready once it has ended well.
standing() {
  case "$1:$2" in
    running: | running:healthy) echo ready ;;
    running:unhealthy) echo unhealthy ;;
    exited:*)
      if [ "$3" != 0 ]; then
        # With a restart policy it is about to be started again.
        if [ "$4" = no ] || [ -z "$4" ]; then echo failed; else echo waiting; fi
      elif [ "$4" = no ] || [ "$4" = on-failure ] || [ -z "$4" ]; then echo ready; else echo waiting; fi ;;
    dead:*) echo failed ;;
    *) echo waiting ;;
  esac
}

is_running() {
  [ "$(docker inspect --format '{{.State.Running}}' "$1" 2>/dev/null)" = true ]
}

# published_ports: TCP ports of the host that the files ask for. v2 writes every port as a mapping, v1 some as one text.
published_ports() {
  compose config 2>/dev/null | awk '
    function flush() { if (port != "" && protocol != "udp") print port; port = ""; protocol = "" }
    { gsub(/["'"'"']/, "") }
    /^ *- / { flush() }
    /^ *(- )?published:/ { port = $NF }
    /^ *(- )?protocol:/ { protocol = $NF }
    /^ *- ([0-9.]+:)?[0-9]+:[0-9]+(\/tcp)?$/ { sub(/\/tcp$/, ""); parts = split($NF, part, ":"); print part[parts - 1] }
    END { flush() }' | sort -nu
}

# port_is_taken PORT: does something accept connections there?
port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
