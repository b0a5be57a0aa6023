#!/usr/bin/env bash
# Makes testdata/pages/*.bin.gz: leaf pages as real servers wrote them, one page a file, and *.keys: the keys of the live
# rows that the server says stand on that page. testdata/pages/README.md tells what each is.
#
#   MYSQL="mysql --socket=…" DATADIR=/var/lib/mysql tests/servers/make_page_samples.sh mysql
#   MYSQL="mariadb --socket=…" DATADIR=/var/lib/mysql tests/servers/make_page_samples.sh mariadb
#
# MYSQL    client command of a running server, as a user who may create databases (database page_samples is replaced)
# DATADIR  its data directory, as this script sees it
set -euo pipefail
: "${MYSQL:?}" "${DATADIR:?}"
which=${1:?mysql or mariadb}
here=$(cd "$(dirname "$0")/../../testdata/pages" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
db=page_samples

run() { $MYSQL --default-character-set=utf8mb4 "$@"; }

# The file of a table while the server keeps it still.
snapshot() {
  run "$db" -e "FLUSH TABLES $1 FOR EXPORT; SELECT SLEEP(4); UNLOCK TABLES" >/dev/null &
  sleep 2
  cp "$DATADIR/$db/$1.ibd" "$work/$2.ibd"
  wait
}

# page TABLE NTH NAME: the NTH leaf (by place in the file, from 0) of the index that page 3 belongs to, and its keys.
page() {
  run -N "$db" -e "SELECT id FROM $1 ORDER BY id" >"$work/all"
  python3 - "$work/$1.ibd" "$2" "$here/$3" "$work/all" <<'PY'
import gzip, struct, sys
path, nth, out, all_keys = sys.argv[1], int(sys.argv[2]), sys.argv[3], [int(k) for k in open(sys.argv[4])]
data = open(path, "rb").read()
size = 16384
pages = [data[i:i + size] for i in range(0, len(data), size)]
index, = struct.unpack_from(">Q", pages[4 if struct.unpack_from(">H", pages[3], 24)[0] == 17853 else 3], 66)
def leaf(p): return struct.unpack_from(">H", p, 24)[0] == 17855 and struct.unpack_from(">QH", p, 66)[0] == index and struct.unpack_from(">H", p, 64)[0] == 0
def first_key(p):
    compact = struct.unpack_from(">H", p, 42)[0] & 0x8000
    at = (99 + struct.unpack_from(">H", p, 97)[0]) % size if compact else struct.unpack_from(">H", p, 99)[0]
    return struct.unpack_from(">I", p, at)[0] ^ 0x80000000
leaves = [i for i, p in enumerate(pages) if leaf(p) and struct.unpack_from(">H", p, 54)[0] > 0]
chosen = leaves[nth]
low = first_key(pages[chosen])
following, = struct.unpack_from(">I", pages[chosen], 12)
high = first_key(pages[following]) if following != 0xffffffff else 1 << 32
with open(out + ".bin.gz", "wb") as f: f.write(gzip.compress(pages[chosen], 9, mtime=0))
keys = [k for k in all_keys if low <= k < high]
with open(out + ".keys", "w") as f: f.write("".join(f"{k}\n" for k in keys))
n_heap, free, garbage = struct.unpack_from(">HHH", pages[chosen], 42)
print(f"{out}: page {chosen} n_heap {n_heap & 0x7fff} free {free} garbage {garbage} n_recs {struct.unpack_from('>H', pages[chosen], 54)[0]} keys {len(keys)}")
PY
}

run -e "DROP DATABASE IF EXISTS $db; CREATE DATABASE $db CHARACTER SET utf8mb4"
numbers="WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
limit=$([ "$which" = mysql ] && echo "SET cte_max_recursion_depth = 100000;" || echo "SET max_recursive_iterations = 100000;")

shop_columns="id INT NOT NULL PRIMARY KEY, name VARCHAR(60), price DECIMAL(10,2), made DATETIME NOT NULL, note VARCHAR(200)"
shop_row="(i * 7919) % 3001, IF(i % 11 = 0, NULL, CONCAT('Thing ', i, REPEAT('é', i % 9))), i * 37.25 - 500,
  '2021-03-04 05:06:07' + INTERVAL i MINUTE, IF(i % 5 = 0, NULL, REPEAT(CONCAT('note ', i, ' '), i % 7))"

if [ "$which" = mysql ]; then
  run "$db" <<SQL
$limit
CREATE TABLE ints (id INT NOT NULL PRIMARY KEY, a INT, b INT NOT NULL);
INSERT INTO ints $numbers SELECT i, i * 3, i % 7 FROM n;
CREATE TABLE shop ($shop_columns);
INSERT INTO shop $numbers SELECT $shop_row FROM n;
DELETE FROM shop WHERE id % 13 = 5;
UPDATE shop SET note = CONCAT('changed ', id) WHERE id % 17 = 3;
CREATE TABLE wide (id INT NOT NULL PRIMARY KEY, body VARCHAR(2000) CHARACTER SET latin1, tail INT NOT NULL);
INSERT INTO wide $numbers SELECT i, REPEAT(CONCAT('line ', i, ';'), 20 + i % 90), i FROM n WHERE i < 200;
CREATE TABLE torn (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, t VARCHAR(40));
INSERT INTO torn $numbers SELECT i * 2, i, CONCAT('row ', i) FROM n WHERE i <= 600;
SQL
  sleep 3
  for t in ints shop wide; do snapshot $t $t; done
  page ints 1 ints; page shop 2 shop; page wide 1 wide
  snapshot torn torn; page torn 0 torn_old
  run "$db" -e "UPDATE torn SET a = -a, t = CONCAT('new ', id) WHERE id % 6 = 2; DELETE FROM torn WHERE id % 50 = 0;
    INSERT INTO torn VALUES (5, 5, 'inserted'), (105, 5, 'inserted'), (205, 5, 'inserted')"
  sleep 3
  snapshot torn torn; page torn 0 torn_new
else
  run "$db" <<SQL
$limit
CREATE TABLE shop_redundant ($shop_columns) ROW_FORMAT=REDUNDANT;
INSERT INTO shop_redundant $numbers SELECT $shop_row FROM n;
DELETE FROM shop_redundant WHERE id % 13 = 5;
CREATE TABLE shop_full ($shop_columns) ROW_FORMAT=COMPACT;
INSERT INTO shop_full $numbers SELECT $shop_row FROM n;
UPDATE shop_full SET note = CONCAT('changed ', id) WHERE id % 17 = 3;
DELETE FROM shop_full WHERE id % 13 = 5;
CREATE TABLE ints_classic (id INT NOT NULL PRIMARY KEY, a INT, b INT NOT NULL);
INSERT INTO ints_classic $numbers SELECT (i * 7919) % 3001, i * 3, i % 7 FROM n;
SQL
  sleep 3
  for t in shop_redundant shop_full ints_classic; do snapshot $t $t; done
  page shop_redundant 2 shop_redundant; page shop_full 2 shop_full; page ints_classic 1 ints_random
fi
