#!/usr/bin/env bash
# ddl_round_trip.sh - what a server makes of ddl_tables.sql, it must make of our reading of it as well.
#
# For each table, three definitions must be the same to the server (SHOW CREATE TABLE):
#   1. ddl_tables.sql, loaded as it stands
#   2. CREATE TABLE as `innosalvage schema` writes it after reading a dump of 1
#   3. CREATE TABLE as `innosalvage schema` writes it after reading ddl_tables.sql itself
#
# Environment
#   SQL      the client's command: reads SQL from stdin, takes client arguments ("mariadb -uroot", …)
#   DUMP     the dump's command; database and options follow ("mariadb-dump -uroot", …)
#   SCHEMA   "COMMAND FILE KIND": prints CREATE TABLE statements read from FILE, with foreign keys, partitions and
#            all options; KIND is mysql or mariadbVERSION, or empty where the file itself says it
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${SQL:?the client command}" "${DUMP:?the dump command}" "${SCHEMA:?the command that prints CREATE TABLE}"
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
  on' "$here/ddl_tables.sql" >"$work/source.sql"

# load NAME FILE: a database of that name from the file; every table must load.
load() {
  $SQL -e "DROP DATABASE IF EXISTS $1; CREATE DATABASE $1"
  $SQL "$1" <"$2"
}

# show NAME: every table's definition.
show() {
  $SQL -N -B -e "SELECT table_name FROM information_schema.tables WHERE table_schema = '$1' ORDER BY 1" \
    --default-character-set=utf8mb4 >"$work/names"
  while IFS= read -r name; do
    $SQL "$1" -N -r -B -e "SHOW CREATE TABLE \`${name//\`/\`\`}\`" </dev/null
  done <"$work/names"
}

load ddl_1 "$work/source.sql"
show ddl_1 >"$work/1"
$DUMP --no-data ddl_1 >"$work/dump.sql"
$SCHEMA "$work/dump.sql" "" >"$work/from_dump.sql"
$SCHEMA "$work/source.sql" "$kind" >"$work/from_source.sql"
load ddl_2 "$work/from_dump.sql"
load ddl_3 "$work/from_source.sql"
failed=0
for n in 2 3; do
  show "ddl_$n" >"$work/$n"
  diff -u "$work/1" "$work/$n" || failed=1
done
echo "$version: $(grep -c 'CREATE TABLE' "$work/1") tables, $([ $failed = 0 ] && echo the same || echo DIFFERENT)"
exit $failed
