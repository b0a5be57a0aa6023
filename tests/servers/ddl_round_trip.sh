#!/usr/bin/env bash
# ddl_round_trip.sh - what a server makes of ddl_tables.sql, it must make of our reading of it as well.
#
# For each table, three definitions must be the same to the server (SHOW CREATE TABLE):
#   1. ddl_tables.sql, loaded as it stands
#   2. CREATE TABLE as `innosalvage schema` writes it after reading a dump of 1
#   3. CREATE TABLE as `innosalvage schema` writes it after reading ddl_tables.sql itself
#   4. with TOOL: CREATE TABLE as `innosalvage schema` reads it from the server's files alone: SDI, or .frm. Of MariaDB
#      without foreign keys, which no .frm has
#
# Environment
#   SQL      the client's command: reads SQL from stdin, takes client arguments ("mariadb -uroot", …)
#   DUMP     the dump's command; database and options follow ("mariadb-dump -uroot", …)
#   SCHEMA   for 2 and 3: "COMMAND FILE KIND": prints CREATE TABLE statements read from FILE, with foreign keys, partitions and
#            all options; KIND is mysql or mariadbVERSION, or empty where the file itself says it
#   TOOL     the program, for 4; then also DATADIR (the server's) and STOP, START (commands: its files must be whole)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${SQL:?the client command}"
[ -n "${SCHEMA:-}${TOOL:-}" ] || { echo "name SCHEMA (and DUMP), or TOOL"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=$($SQL -N -B -e 'SELECT VERSION()')
number=$(echo "$version" | awk -F'[.-]' '{print $1 * 10000 + $2 * 100 + $3}')
case $version in
  *MariaDB*) vendor=mariadb kind=mariadb$number ;;
  *) vendor=mysql kind=mysql ;;
esac

# The parts of the file that are for this server.
awk -v vendor="$vendor" -v number="$number" '
  /^-- \[/ { gsub(/[][]/, ""); on = $2 == "all" || ($2 == vendor && number + 0 >= $3 + 0); next }
  BEGIN { on = 1 }
  on' "$here/ddl_tables.sql" "$here/frm_tables.sql" >"$work/source.sql"

# load NAME FILE: a database of that name from the file; every table must load.
load() {
  $SQL -e "DROP DATABASE IF EXISTS $1; CREATE DATABASE $1"
  $SQL "$1" <"$2"
}

# show NAME: every table's definition. Without the remark on values in an old encoding, which new tables do not have, and
# the option of place that `schema` leaves out.
show() {
  $SQL -N -B -e "SELECT table_name FROM information_schema.tables WHERE table_schema = '$1' AND table_type <> 'VIEW' ORDER BY 1" \
    --default-character-set=utf8mb4 >"$work/names"
  while IFS= read -r name; do
    $SQL "$1" -N -r -B -e "SHOW CREATE TABLE \`${name//\`/\`\`}\`" </dev/null
  done <"$work/names" | sed "s# /\\* mariadb-5.3 \\*/##; s# /\\*!80023 AUTOEXTEND_SIZE=[0-9]* \\*/##"
}

load ddl_1 "$work/source.sql"
show ddl_1 >"$work/1"
rounds=
if [ -n "${SCHEMA:-}" ]; then
  $DUMP --no-data ddl_1 >"$work/dump.sql"
  $SCHEMA "$work/dump.sql" "" >"$work/from_dump.sql"
  $SCHEMA "$work/source.sql" "$kind" >"$work/from_source.sql"
  load ddl_2 "$work/from_dump.sql"
  load ddl_3 "$work/from_source.sql"
  rounds="2 3"
fi
if [ -n "${TOOL:-}" ]; then
  $STOP
  status=0
  "$TOOL" schema "$DATADIR/ddl_1" >"$work/from_files.sql" 2>"$work/from_files.log" || status=$?
  $START
  [ $status -le 1 ] || { cat "$work/from_files.log"; exit 1; }
  grep -v '^SET NAMES' "$work/from_files.log" || true
  # Parents may come behind their children.
  { echo "SET foreign_key_checks = 0;"; cat "$work/from_files.sql"; } >"$work/from_files_ordered.sql"
  load ddl_4 "$work/from_files_ordered.sql"
  rounds="$rounds 4"
fi
failed=0
for n in $rounds; do
  show "ddl_$n" >"$work/$n"
  reference=$work/1
  if [ "$n" = 4 ] && [ "$vendor" = mariadb ]; then
    reference=$work/1_without
    perl -0pe 's/,\n  CONSTRAINT `[^\n]*` FOREIGN KEY [^\n]*?(?=,?\n)//g' "$work/1" >"$reference"
  fi
  diff -u "$reference" "$work/$n" || failed=1
done
echo "$version: $(grep -c 'CREATE TABLE' "$work/1") tables, $([ $failed = 0 ] && echo the same || echo DIFFERENT)"
exit $failed
