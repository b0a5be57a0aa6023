#!/usr/bin/env bash
# Times triage and salvage beside what else reads the same file: cat, sha256sum, innochecksum and mariadb-dump. Prints
# Markdown.
#
#   run.sh TOOL FOLDER [measure.py option...]
#
# TOOL: the innosalvage program. FOLDER: holds a table a size, FOLDER/100/ledger.ibd being one of about 100 MB; those
# that are missing are made (make_big_table.sh). Options: --sizes 1,10,100,1000 (MB), --repeats 3, --threads 1,2.
# Exit: 0 measured; 1 a command failed or the row counts differ; 77 MariaDB is not installed.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
tool=${1:-}
folder=${2:-}
if [ -z "$tool" ] || [ -z "$folder" ]; then
  sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
fi
shift 2
sizes=1,10,100,1000
for ((i = 1; i < $#; ++i)); do
  if [ "${!i}" = --sizes ]; then next=$((i + 1)); sizes=${!next}; fi
done
for size in ${sizes//,/ }; do
  [ -e "$folder/$size/rows" ] && [ -d "$folder/$size/data" ] || "$here/make_big_table.sh" "$folder/$size" "$size" >&2
done
exec python3 "$here/measure.py" --tool "$(realpath "$tool")" --folder "$(realpath "$folder")" "$@"
