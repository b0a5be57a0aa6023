#!/usr/bin/env bash
# Makes tests/parser/sdi/*.json: the SDI documents of the tables in tests/parser/sdi/samples.sql, as a MySQL 9 server
# wrote them, and show_create.sql, what that server prints for them.
#
#   MYSQL="mysql --socket=…" DATADIR=/var/lib/mysql IBD2SDI=ibd2sdi tests/servers/make_sdi_samples.sh
#
# MYSQL    client command of a running server, as a user who may create databases (database sdi_samples is replaced)
# DATADIR  its data directory, as this script sees it
# IBD2SDI  command that reads SDI out of the file named by its last argument (default: ibd2sdi)
# IBDDIR   the data directory as IBD2SDI sees it (default: DATADIR), where that runs in a chroot
set -euo pipefail
: "${MYSQL:?}" "${DATADIR:?}" "${IBD2SDI:=ibd2sdi}" "${IBDDIR:=$DATADIR}"
here=$(cd "$(dirname "$0")/../parser/sdi" && pwd)
db=sdi_samples

$MYSQL --default-character-set=utf8mb4 -e "DROP DATABASE IF EXISTS $db; CREATE DATABASE $db COLLATE utf8mb4_0900_ai_ci"
$MYSQL --default-character-set=utf8mb4 "$db" <"$here/samples.sql"
sleep 2  # SDI is written with the table; its pages are flushed soon after

mapfile -t tables < <($MYSQL -N -e \
  "SELECT table_name FROM information_schema.tables WHERE table_schema = '$db' ORDER BY 1")
document() {  # type, file: the document stands on a line of its own inside what ibd2sdi adds
  $IBD2SDI --type "$1" --skip-pretty "$IBDDIR/$db/$2" | sed -n 's/^\t*\({"mysqld_version_id".*\)/\1/p'
}
{
  for table in "${tables[@]}"; do
    $MYSQL --default-character-set=utf8mb4 -N -r "$db" -e "SET time_zone = '+00:00'; SHOW CREATE TABLE $table" |
      sed '1s/^[^\t]*\t//; $s/$/;/'
  done
} >"$here/show_create.sql"

for table in "${tables[@]}"; do
  file=$table.ibd
  [ -e "$DATADIR/$db/$file" ] || file=$(cd "$DATADIR/$db" && printf '%s\n' "$table"#p#*.ibd | head -n 1)
  document 1 "$file" >"$here/$table.json"
  [ -s "$here/$table.json" ]
done
document 2 numbers.ibd >"$here/tablespace.json"
