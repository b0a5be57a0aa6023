#!/usr/bin/env bash
# The damage campaign on the small cases of testdata/campaign: every table, every way of damage, no server.
#
#   small.sh [TOOL [campaign.py option...]]
#
# TOOL: the innosalvage program (default: the environment variable INNOSALVAGE).
# Exit: 0 all bars met, 1 some missed, 77 no cases here (CTest: skipped).
set -euo pipefail
here=$(dirname "$(realpath "$0")")
tool=${1:-${INNOSALVAGE:?the program to test is needed: as the first argument or in INNOSALVAGE}}
shift || true
cases=$here/../../testdata/campaign
[ -d "$cases" ] || { echo "small.sh: no $cases; skipped" >&2; exit 77; }
# Hundreds of small runs, each of which syncs its files: in memory that costs nothing.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
exec "$here/campaign.py" --tool "$(realpath "$tool")" --cases "$cases" --jobs 2 "$@"
