#!/usr/bin/env bash
# Names and values full of quotes, backslashes and statements: salvaged, they load as what they were under every sql_mode.
#
#   sql_modes.sh TOOL        TOOL: the innosalvage program
#
# On a private MariaDB server (local_mariadb.sh). Exit: 0 all loads gave the table again; 1 one did not; 77 no MariaDB.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
database='`ev"il``db`'
table='`t"``'"'"'; DROP TABLE x; --`'

inside() {
  local tool=$1 work client=(mariadb --no-defaults --user=root --socket="$SOCKET" --batch --skip-column-names)
  work=$(mktemp -d)
  "${client[@]}" <<SQL
SET NAMES utf8mb4; SET sql_mode=''; CREATE DATABASE $database; USE $database;
CREATE TABLE $table (id INT PRIMARY KEY, \`c"\`\`'\\n\` VARCHAR(100) COMMENT 'a\\\\''b"', e ENUM('a''b','c\\\\d','e"f'),
  b VARBINARY(20)) CHARSET=utf8mb4 COMMENT='x''); DROP DATABASE mysql; -- \\\\';
INSERT INTO $table VALUES (1,'\\\\''); DROP TABLE y; -- ','a''b',x'00275c22'), (2,'\\\\','c\\\\d','\\\\'),
  (3,'"; \\\\q','e"f',''), (4,'a\\nb\\r\\Z\\0\\t',NULL,NULL), (5,'''''','a''b','''');
SQL
  want=$("${client[@]}" -e "CHECKSUM TABLE $database.$table; SHOW CREATE TABLE $database.$table")
  # The copy is made while the server holds still: FLUSH … FOR EXPORT lasts as long as its connection.
  "${client[@]}" -e "FLUSH TABLES $database.$table FOR EXPORT; SYSTEM cp -r $DATADIR/ev@* $work/; UNLOCK TABLES"
  code=0
  "$tool" salvage "$work"/ev@* -o "$work/out" 2>"$work/said" || { cat "$work/said" >&2; code=1; }
  for mode in '' NO_BACKSLASH_ESCAPES ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT ANSI,TRADITIONAL ORACLE MSSQL \
              STRICT_ALL_TABLES,PAD_CHAR_TO_FULL_LENGTH; do
    "${client[@]}" -e "DROP DATABASE $database; SET GLOBAL sql_mode='$mode'"
    "${client[@]}" <"$work/out/load.sql" || code=1
    found=$("${client[@]}" -e "SET sql_mode=''; CHECKSUM TABLE $database.$table; SHOW CREATE TABLE $database.$table") || code=1
    if [ "$found" = "$want" ]; then echo "PASS  sql_mode '$mode'"; else echo "FAIL  sql_mode '$mode': $found"; code=1; fi
  done
  rm -rf "$work"
  return $code
}

if [ "${1:-}" = --inside ]; then
  inside "$2"
  exit
fi
[ $# = 1 ] || { sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
exec "$here/local_mariadb.sh" "$0" --inside "$(realpath "$1")"
