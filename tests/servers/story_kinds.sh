#!/usr/bin/env bash
# The story of tests/story on servers of several kinds, one after the other.
#
#   story_kinds.sh TOOL [story.py option...]       as: story_kinds.sh build/release/tools/innosalvage --only-names
#
# Servers come from commands of the environment, in which KIND is put in; see matrix.sh.
#   STORY_KINDS     default: mysql-9 mariadb-10.5 mariadb-10.11 mariadb-11.8
#   STORY_UP        default: dbserver up KIND --name story
#   STORY_KILL      default: dbserver down KIND --name story --kill      SIGKILL
#   STORY_DOWN      default: dbserver down KIND --name story
#   STORY_SQL, STORY_DUMP, STORY_DATADIR, STORY_SOCKET                   default: dbserver sql|dump|datadir KIND --name story,
#                                                                       and `sock` beside the data directory
# Exit: 1 if one failed. THE DATABASES photo, story_... AND odd... OF THESE SERVERS ARE DROPPED.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '2,14p' "$0"; exit 2; }
tool=$(realpath "$1"); shift

failed=0
for kind in ${STORY_KINDS:-mysql-9 mariadb-10.5 mariadb-10.11 mariadb-11.8}; do
  of() { local text=${!1:-$2}; echo "${text//KIND/$kind}"; }
  up=$(of STORY_UP 'dbserver up KIND --name story')
  down=$(of STORY_DOWN 'dbserver down KIND --name story')
  echo "== $kind"
  $up >/dev/null || { failed=1; continue; }
  datadir=$($(of STORY_DATADIR 'dbserver datadir KIND --name story'))
  python3 -B "$here/../story/story.py" --tool "$tool" --datadir "$datadir" --start "$up" \
    --client "$(of STORY_SQL 'dbserver sql KIND --name story')" --dump "$(of STORY_DUMP 'dbserver dump KIND --name story')" \
    --kill "$(of STORY_KILL 'dbserver down KIND --name story --kill')" \
    --socket "$(of STORY_SOCKET "$(dirname "$datadir")/sock")" "$@" || failed=1
  $down >/dev/null
done
exit $failed
