# shellcheck shell=bash
# What the three scripts have in common: how they talk and how they end. Sourced, never run.
# Exit codes: 0 done, 1 something does not work, 2 wrong usage or settings.

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

title() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
say() { printf '%s\n' "$*"; }
pass() { printf '✓ %s\n' "$*"; }
cross() { printf '✗ %s\n' "$*"; }
warn() { printf '! %s\n' "$*" >&2; }

# fail REASON [WHAT TO DO…]
fail() {
  printf '✗ %s\n' "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '  → %s\n' "$@" >&2; fi
  exit 1
}

# wrong_usage REASON: for options and settings.
wrong_usage() {
  printf '%s\nTry: %s --help\n' "$1" "$0" >&2
  exit 2
}

# need_value OPTION VALUE…: something has to follow the option.
need_value() {
  if [ $# -lt 2 ] || [ -z "$2" ]; then wrong_usage "$1 needs a value."; fi
}

# setting NAME FALLBACK: from the environment, else from .env as compose reads it, else the fallback.
setting() {
  local value
  value=$(printenv "$1" || true)
  if [ -z "$value" ] && [ -f .env ]; then
    value=$(sed -n "s/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}$1=//p" .env | tail -n 1)
    case "$value" in
      \"*) value=${value#\"} value=${value%%\"*} ;;
      \'*) value=${value#\'} value=${value%%\'*} ;;
      *) value=$(printf '%s' "$value" | sed 's/[[:space:]]\{1,\}#.*//; s/[[:space:]]*$//') ;;
    esac
  fi
  printf '%s' "${value:-$2}"
}
