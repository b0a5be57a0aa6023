#!/usr/bin/env bash
# Writes the generated character set tables of parser/ anew, from what running servers say.
#
#   INNOSALVAGE_MYSQL='mysql --socket=/tmp/a.sock -uroot' \
#   INNOSALVAGE_MARIADB=$'mariadb --socket=/tmp/b.sock -uroot\nmariadb --socket=/tmp/c.sock -uroot' \
#     tests/servers/charset_tables.sh
#
# Each variable holds client command lines, one a line; statements go in on stdin. MySQL's come first: where ids or
# defaults differ, its answer is the one by number (SDI stores MySQL's numbers).
#
# A character of a charset is in the tables only where every server converts Unicode -> charset -> Unicode to the same
# two sides: all code points are tried (the supplementary planes for gb18030 alone, no other map has any).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
parser=$here/../../parser
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT

# A derived table of the numbers 0 to $1 - 1: the one way to count that every server version has.
numbers() {
  local i
  printf '(SELECT 0 d'
  for ((i = 1; i < $1; i++)); do printf ' UNION ALL SELECT %d' "$i"; done
  printf ')'
}

# "code point, bytes" of every character of charset $1 that comes back as it was; $2 planes of Unicode.
round_trips() {
  local x
  x=$(numbers 16)
  cat <<SQL
SELECT HEX(n), HEX(c)
FROM (SELECT n, u, CONVERT(u USING $1) c
      FROM (SELECT n, CONVERT(CONVERT(UNHEX(LPAD(HEX(n), 8, '0')) USING utf32) USING utf8mb4) u
            FROM (SELECT p.d * 65536 + e.d * 4096 + f.d * 256 + g.d * 16 + h.d n
                  FROM $(numbers "$2") p, $x e, $x f, $x g, $x h) numbers
            WHERE n < 0xD800 OR n > 0xDFFF) texts) converted
WHERE HEX(CONVERT(c USING utf8mb4)) = HEX(u) ORDER BY n;
SQL
}

# MariaDB has NULL ids for the collations that fit several charsets; their full names are in another table.
collations() {
  local from=information_schema.collations name=collation_name
  if [ "$("${client[@]}" -N -B <<<"SELECT COUNT(*) FROM information_schema.columns WHERE table_schema =
      'information_schema' AND column_name = 'full_collation_name'")" != 0 ]; then
    from=information_schema.collation_character_set_applicability name=full_collation_name
  fi
  "${client[@]}" -N -B <<<"SELECT id, $name, character_set_name FROM $from ORDER BY id"
}

server=0
while IFS= read -r line; do
  [ -n "$line" ] || continue
  read -ra client <<<"$line"
  server=$((server + 1))
  out=$answers/$server
  mkdir "$out"
  "${client[@]}" -N -B <<<'SELECT VERSION()' >"$out/version"
  "${client[@]}" -N -B <<<'SELECT character_set_name, default_collate_name, maxlen
    FROM information_schema.character_sets ORDER BY 1' >"$out/charsets"
  collations >"$out/collations"
  while read -r charset _; do
    case $charset in
      binary | ucs2 | utf*) ;;
      gb18030) round_trips "$charset" 17 | "${client[@]}" -N -B >"$out/map.$charset" ;;
      *) round_trips "$charset" 1 | "${client[@]}" -N -B >"$out/map.$charset" ;;
    esac
  done <"$out/charsets"
done <<<"${INNOSALVAGE_MYSQL:-}"$'\n'"${INNOSALVAGE_MARIADB:-}"
[ "$server" -gt 0 ] || { echo "set INNOSALVAGE_MYSQL and INNOSALVAGE_MARIADB, see $0" >&2; exit 2; }

python3 "$here/charset_tables.py" "$answers" "$parser"
