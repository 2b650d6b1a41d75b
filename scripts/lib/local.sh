# shellcheck shell=bash
# The same system as processes of this machine, by `aiops testbed`. Sourced after say.sh.

require_node() {
  local name
  for name in node npm; do
    command -v "$name" >/dev/null 2>&1 || fail "$name was not found." 'Install Node.js 20.19 or newer.'
  done
}

# aiops ARGS…: the command of this clone; installs its dependencies when they are missing.
aiops() { node scripts/run.mjs "$@"; }
