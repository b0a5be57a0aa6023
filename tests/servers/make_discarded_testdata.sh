#!/usr/bin/env bash
# Writes testdata/discarded/KIND: three tables, of which one was discarded, and one discarded and its file put back.
#
#   make_discarded_testdata.sh KIND TESTDATA DATADIR 'STOP...' CLIENT...
#
# DATADIR: the server's data directory; STOP ends it; CLIENT reads SQL from standard input. THE DATABASE d IS DROPPED FIRST.
set -euo pipefail
[ $# -ge 5 ] || { sed -n '2,7p' "$0" >&2; exit 2; }
kind=$1 folder=$2/discarded/$1 datadir=$3 stop=$4
shift 4
kept=$(mktemp)
trap 'rm -f "$kept"' EXIT
"$@" <<'SQL'
DROP DATABASE IF EXISTS d; CREATE DATABASE d; USE d;
CREATE TABLE gone (id INT PRIMARY KEY, t VARCHAR(20)) ENGINE=InnoDB; INSERT INTO gone VALUES (1,'a'),(2,'b');
CREATE TABLE back (id INT PRIMARY KEY, t VARCHAR(20)) ENGINE=InnoDB; INSERT INTO back VALUES (1,'a'),(2,'b');
CREATE TABLE stays (id INT PRIMARY KEY, t VARCHAR(20)) ENGINE=InnoDB; INSERT INTO stays VALUES (1,'a'),(2,'b');
FLUSH TABLES back FOR EXPORT;
SQL
cp "$datadir/d/back.ibd" "$kept"
echo 'ALTER TABLE d.gone DISCARD TABLESPACE; ALTER TABLE d.back DISCARD TABLESPACE;' | "$@"
$stop
cp "$kept" "$datadir/d/back.ibd"
mkdir -p "$folder"
for file in ibdata1 d/back.ibd d/stays.ibd; do
  xz -9e -c "$datadir/$file" >"$folder/$(basename "$file").xz"
done
echo "$kind: written to $folder" >&2
