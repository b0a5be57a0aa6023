#!/usr/bin/env bash
# target_pairs.sh - CREATE TABLE written for another server must load there.
#
# For each two of the servers named, `innosalvage schema --target` of the tables of one (its folder ds_tables, which
# definition_sources.py builds) is loaded into the other. Every table must load.
#
# usage: target_pairs.sh PROGRAM TARGET DATADIR CLIENT [TARGET DATADIR CLIENT]...
#   TARGET   as --target takes it: mysql-9, mariadb-10.11, ...
#   CLIENT   the client's command, in one word: reads SQL from stdin. THE DATABASE ds_pair IS DROPPED FIRST
#   KEYRING  environment: a --keyring file for all, or empty
set -euo pipefail

tool=$1
shift
targets=() folders=() clients=()
while [ $# -ge 3 ]; do
  targets+=("$1") folders+=("$2/ds_tables") clients+=("$3")
  shift 3
done
failed=0
for from in "${!targets[@]}"; do
  for to in "${!targets[@]}"; do
    [ "$from" != "$to" ] || continue
    sql=$({
      echo "SET foreign_key_checks = 0; SET time_zone = '+00:00';"
      echo "DROP DATABASE IF EXISTS ds_pair; CREATE DATABASE ds_pair; USE ds_pair;"
      "$tool" schema "${folders[$from]}" --target "${targets[$to]}" ${KEYRING:+--keyring "$KEYRING"} 2>/dev/null || [ $? -eq 1 ]
    })
    errors=$(${clients[$to]} --force <<<"$sql" 2>&1 | grep -a "^ERROR" || true)
    tables=$(grep -ac '^CREATE TABLE' <<<"$sql" || true)
    echo "${targets[$from]} for ${targets[$to]}: $tables tables, $(grep -c . <<<"$errors" || true) refused"
    if [ -n "$errors" ] || [ "$tables" = 0 ]; then
      failed=1
      echo "$errors" | sed 's/^/  /'
    fi
  done
done
exit $failed
