#!/usr/bin/env bash
# Takes the pictures of the READMEs anew: plays the built-in scenario and looks at it on the incident page, in a real browser.
set -eu
cd "$(dirname "$0")/.."
node scripts/ensure-installed.mjs
export AIOPS_SCREENSHOTS=docs/images
node_modules/.bin/vitest run --config scripts/vitest.config.ts --project servers packages/fleet/src/page.int.test.ts
# The READMEs show none of the end.
rm -f docs/images/scenario-resolved.png docs/images/scenario-list.png
