#!/usr/bin/env bash
# Builds the matrix of docs/formats.md live: each dialect of the format on each server, salvaged, loaded back, compared.
#
#   matrix.sh TOOL WORK [ROW...]          TOOL: innosalvage; WORK: a folder for files and logs
#
# Servers come from commands of the environment; in each, KIND and NAME are put in. A NAME is one data directory. UP gets the
# server's options behind it, and has to start it anew or with what it was started with before.
#   MATRIX_KINDS    default: mysql-9 mariadb-10.5 mariadb-10.11 mariadb-11.8
#   MATRIX_UP       default: dbserver up KIND --name NAME --
#   MATRIX_DOWN     default: dbserver down KIND --name NAME
#   MATRIX_SQL      default: dbserver sql KIND --name NAME          the client, SQL on stdin
#   MATRIX_DUMP     default: dbserver dump KIND --name NAME         mysqldump
#   MATRIX_DATADIR  default: dbserver datadir KIND --name NAME      prints the data directory
#   MATRIX_KEYRING_mysql, MATRIX_KEYRING_mariadb                    key files, for the rows `encrypted` and `general`
# One line a cell: equal, FAIL or - (the server has no such dialect). Ends with 1 if a cell failed.
# THE SERVERS' DATABASES rt_... ARE DROPPED.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2,18p' "$0"; exit 2; }
tool=$(realpath "$1"); work=$2; shift 2
mkdir -p "$work"
kinds=${MATRIX_KINDS:-mysql-9 mariadb-10.5 mariadb-10.11 mariadb-11.8}
rows=${*:-row_formats names partitions instant page_4k page_8k page_32k page_64k crc32_family compressed page_compressed encrypted exported general odd}

command_of() {  # TEMPLATE KIND NAME
  local text=${1//KIND/$2}
  echo "${text//NAME/$3}"
}
up() { command_of "${MATRIX_UP:-dbserver up KIND --name NAME --}" "$1" "$2"; }
down() { command_of "${MATRIX_DOWN:-dbserver down KIND --name NAME}" "$1" "$2"; }

failed=0
for kind in $kinds; do
  for row in $rows; do
    name=matrix options='' what=$row
    case $row in
      page_[0-9]*k) name=matrix-$row; options="--innodb-page-size=${row#page_}"; what=row_formats ;;
      crc32_family)
        [[ $kind == mariadb-* ]] || { printf '%-14s %-16s -\n' "$kind" "$row"; continue; }
        name=matrix-crc32; options='--innodb-checksum-algorithm=crc32'; what=row_formats ;;
    esac
    log=$work/$kind.$row.log
    arguments=()
    if [ "$row" = encrypted ] || [ "$row$kind" = generalmysql-9 ]; then
      keyring=MATRIX_KEYRING_${kind%%-*}
      [ -n "${!keyring:-}" ] || { printf '%-14s %-16s - (%s is not set)\n' "$kind" "$row" "$keyring"; continue; }
      arguments=(--tool-option=--keyring --tool-option="${!keyring}")
    fi
    # shellcheck disable=SC2086
    $(up "$kind" "$name") $options >"$log" 2>&1 || { printf '%-14s %-16s FAIL (no server: %s)\n' "$kind" "$row" "$log"; failed=1; continue; }
    script=("$here/matrix_round_trip.py" "$what")
    [ "$row" != instant ] || script=("$here/instant_round_trip.py" --seed matrix)
    python3 -B "${script[@]}" --tool "$tool" --work "$work/$kind.$row" --quiet "${arguments[@]}" \
      --client "$(command_of "${MATRIX_SQL:-dbserver sql KIND --name NAME}" "$kind" "$name")" \
      --dump "$(command_of "${MATRIX_DUMP:-dbserver dump KIND --name NAME}" "$kind" "$name")" \
      --datadir "$($(command_of "${MATRIX_DATADIR:-dbserver datadir KIND --name NAME}" "$kind" "$name"))" \
      --stop "$(down "$kind" "$name")" --start "$(up "$kind" "$name") $options" >>"$log" 2>&1
    case $? in
      0) printf '%-14s %-16s equal\n' "$kind" "$row"; rm -rf "${work:?}/$kind.$row" ;;
      77) printf '%-14s %-16s -\n' "$kind" "$row" ;;
      *) printf '%-14s %-16s FAIL (%s)\n' "$kind" "$row" "$log"; failed=1 ;;
    esac
    $(down "$kind" "$name") >>"$log" 2>&1
  done
done
exit $failed
