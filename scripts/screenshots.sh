#!/usr/bin/env bash
# Takes the pictures of the READMEs anew, in both languages: plays the built-in scenario and looks at it on the incident page, in a real browser.
set -eu
cd "$(dirname "$0")/.."
if [ -z "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; then
  echo "There is no font with Chinese signs, so that a picture would show boxes; in Debian: apt-get install fonts-wqy-microhei" >&2
  exit 1
fi
node scripts/ensure-installed.mjs
pictures="$(mktemp -d)"
trap 'rm -rf "$pictures"' EXIT
AIOPS_SCREENSHOTS="$pictures" node_modules/.bin/vitest run --config scripts/vitest.config.ts --project servers packages/fleet/src/page.int.test.ts
cp "$pictures/scenario-run.png" "$pictures/scenario-run.zh-CN.png" docs/images/
