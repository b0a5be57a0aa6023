#!/usr/bin/env bash
# make_frm_testdata.sh - writes testdata/frm/KIND: .frm files of a MariaDB server, and what that server says they mean.
#
#   KIND/NAME.frm      as the server wrote them; .TRG: triggers
#   KIND/tables.sql    SHOW CREATE TABLE of each, in the order of their names, foreign keys and AUTO_INCREMENT left out:
#                      those are in no .frm
#   KIND/views.sql     SHOW CREATE VIEW, KIND/triggers.sql SHOW CREATE TRIGGER
#
# Environment: SQL (the client's command, see ddl_round_trip.sh), DATADIR, KIND; ONLY: a pattern of names (default all)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${SQL:?the client command}" "${DATADIR:?the data directory}" "${KIND:?mariadb-10.11}"
out=$here/../../testdata/frm/$KIND
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

number=$($SQL -N -B -e 'SELECT VERSION()' | awk -F'[.-]' '{print $1 * 10000 + $2 * 100 + $3}')
cat "$here/ddl_tables.sql" "$here/frm_tables.sql" | awk -v number="$number" '
  /^-- \[/ { gsub(/[][]/, ""); on = $2 == "all" || ($2 == "mariadb" && number + 0 >= $3 + 0); next }
  BEGIN { on = 1 }
  on' >"$work/source.sql"
$SQL -e "DROP DATABASE IF EXISTS frm_test; CREATE DATABASE frm_test"
$SQL frm_test <"$work/source.sql"
mkdir -p "$out"
rm -f "$out"/*

names() { $SQL -N -B frm_test -e "$1" | { grep -E -- "${ONLY:-.}" || true; }; }
names "SELECT table_name FROM information_schema.tables WHERE table_schema = 'frm_test' AND table_type <> 'VIEW' ORDER BY 1" |
  while IFS= read -r name; do
    $SQL frm_test -N -r -B -e "SHOW CREATE TABLE \`${name//\`/\`\`}\`" </dev/null |
      python3 -c '
import re, sys
text = sys.stdin.read()
text = text[text.index("CREATE TABLE"):].rstrip("\n")
text = re.sub(r",\n  CONSTRAINT `[^\n]*` FOREIGN KEY [^\n]*?(?=,?\n)", "", text)
print(re.sub(r" AUTO_INCREMENT=\d+(?= DEFAULT)", "", text) + ";")'
  done >"$out/tables.sql"
names "SELECT table_name FROM information_schema.views WHERE table_schema = 'frm_test' ORDER BY 1" |
  while IFS= read -r name; do
    $SQL frm_test -N -r -B -e "SHOW CREATE VIEW \`$name\`" </dev/null | cut -f2
  done >"$out/views.sql"
names "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = 'frm_test' ORDER BY 1" |
  while IFS= read -r name; do
    $SQL frm_test -N -r -B -e "SHOW CREATE TRIGGER \`$name\`" </dev/null | cut -f3
  done >"$out/triggers.sql"
find "$DATADIR/frm_test" \( -name '*.frm' -o -name '*.TRG' \) | { grep -E -- "${ONLY:-.}" || true; } |
  while IFS= read -r file; do cp "$file" "$out/"; done
$SQL -e "DROP DATABASE frm_test"
echo "$KIND: $(find "$out" -name '*.frm' | wc -l) files"
