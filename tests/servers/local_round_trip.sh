#!/usr/bin/env bash
# The round trip on a private MariaDB server of this machine, sized for one test of the suite.
#
#   local_round_trip.sh [TOOL [round_trip.py option...]]
#
# TOOL: the innosalvage program (default: the environment variable INNOSALVAGE).
# Exit: 0 passed, 1 failed, 77 no MariaDB server here (CTest: skipped).
set -euo pipefail
here=$(dirname "$(realpath "$0")")
tool=${1:-${INNOSALVAGE:?the program to test is needed: as the first argument or in INNOSALVAGE}}
shift || true
exec "$here/local_mariadb.sh" "$here/round_trip.py" --tool "$(realpath "$tool")" --small --quiet --load source \
  --threads-agree "$@"
