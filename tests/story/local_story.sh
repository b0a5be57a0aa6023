#!/usr/bin/env bash
# The story on a private MariaDB server of this machine, sized for the test suite.
#
#   local_story.sh [TOOL [story.py option...]]
#
# Exit: 0 passed, 1 failed, 77 no MariaDB server here (CTest: skipped).
set -euo pipefail
here=$(dirname "$(realpath "$0")")
tool=${1:-${INNOSALVAGE:?the program to test is needed: as the first argument or in INNOSALVAGE}}
shift || true
export STORY_KILL="$here/local_kill.sh"
exec "$here/../servers/local_mariadb.sh" "$here/story.py" --tool "$(realpath "$tool")" "$@"
