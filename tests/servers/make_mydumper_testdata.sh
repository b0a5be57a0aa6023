#!/usr/bin/env bash
# Writes testdata/mydumper/KIND: a backup by mydumper, in files of some rows, and the tablespaces of some changes later.
#
#   make_mydumper_testdata.sh KIND TESTDATA SOCKET DATADIR 'STOP...' CLIENT...
#
# SOCKET and DATADIR: the server's; STOP ends it; CLIENT reads SQL from standard input. THE DATABASE `my d` IS DROPPED FIRST.
# What changed: rows 10 to 19 of `orders` were deleted, rows 30 to 39 changed, rows 401 to 420 are new.
set -euo pipefail
[ $# -ge 6 ] || { sed -n '2,8p' "$0" >&2; exit 2; }
folder=$2/mydumper/$1 socket=$3 datadir=$4 stop=$5
shift 5
"$@" <<'SQL'
DROP DATABASE IF EXISTS `my d`; CREATE DATABASE `my d` CHARACTER SET utf8mb4; USE `my d`; SET NAMES utf8mb4;
CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, customer VARCHAR(60) NOT NULL, price DECIMAL(8,2), note TEXT,
                     KEY customer (customer)) ENGINE=InnoDB;
INSERT INTO orders SELECT seq, CONCAT('Käufer ', seq % 17), seq / 4, IF(seq % 3, REPEAT(CONCAT('it''s "', seq, '" '), 9), NULL) FROM seq_1_to_400;
CREATE TABLE `odd.name` (a VARBINARY(8) NOT NULL PRIMARY KEY, b BIT(9), c TIMESTAMP NULL) ENGINE=InnoDB;
INSERT INTO `odd.name` SELECT UNHEX(HEX(seq)), seq, '2024-05-01 10:00:00' + INTERVAL seq HOUR FROM seq_1_to_30;
SQL
rm -rf "$folder"
mkdir -p "$folder"
mydumper --user root --socket "$socket" --database 'my d' --rows 150 --outputdir "$folder/backup" --threads 1
# When it was, and where the server's log stood: no two runs are alike in that.
rm -f "$folder/backup/metadata"
"$@" <<'SQL'
USE `my d`; SET NAMES utf8mb4;
DELETE FROM orders WHERE id BETWEEN 10 AND 19; UPDATE orders SET price = price + 1 WHERE id BETWEEN 30 AND 39;
INSERT INTO orders SELECT seq, 'new', 1, NULL FROM seq_401_to_420;
SQL
"$@" -N -e 'SHOW CREATE TABLE `my d`.orders' | sed 's/^orders\t//; s/\\n/\n/g; $s/$/;/' >"$folder/orders.sql"
"$@" -N -e 'SHOW CREATE TABLE `my d`.`odd.name`' | sed 's/^odd.name\t//; s/\\n/\n/g; $s/$/;/' >"$folder/odd.name.sql"
$stop
for file in "$datadir"/my@0020d/*.ibd; do
  xz -9e -c "$file" >"$folder/$(basename "$file").xz"
done
