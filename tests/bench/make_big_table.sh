#!/usr/bin/env bash
# Makes a table of a given size on a private MariaDB server, for the benchmarks: a ledger of many rows, each a function of
# its number, so that two runs make the same table.
#
#   make_big_table.sh FOLDER [MB [KIND]]
#
# MB: size of the .ibd, about (default: 1000). KIND: narrow (default), of short rows and no secondary index; indexed, of rows
# with a text of 20 to 160 bytes and two secondary indexes.
#
# Leaves in FOLDER:
#   ledger.ibd    the table, the server ended in order     schema.sql    its CREATE TABLE, as mariadb-dump gives it
#   data/         the data directory, table `bench.ledger`, for a server of the same version
#   rows          SELECT COUNT(*)
# Exit: 0 made; 77 MariaDB is not installed; anything else: it failed and FOLDER is not to be used.
set -euo pipefail
here=$(dirname "$(realpath "$0")")

kind=${3:-narrow}
if [ "${1:-}" = --inside ]; then kind=$4; fi

# Bytes of .ibd a row of this table takes, measured; the size asked for is met within some per cent.
case $kind in
narrow)
bytes_a_row=92

create_table='
CREATE TABLE ledger (
  id       BIGINT        NOT NULL AUTO_INCREMENT,
  account  INT           NOT NULL,
  booked   DATETIME      NOT NULL,
  amount   DECIMAL(12,2) NOT NULL,
  currency CHAR(3)       NOT NULL,
  kind     ENUM("transfer","card","cash","fee","interest") NOT NULL,
  memo     VARCHAR(80),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC'

# Multiplying by a large odd number scatters the values without asking for anything random.
rows_of_the_table='
SELECT seq,
       10000000 + seq * 2654435761 % 4000000,
       "2015-01-01 00:00:00" + INTERVAL seq * 29 SECOND,
       CAST(CAST(seq * 1103515245 % 200000000 AS SIGNED) - 60000000 AS DECIMAL(12,2)) / 100,
       ELT(1 + seq % 4, "EUR", "USD", "CHF", "GBP"),
       1 + seq * 7 % 5,
       CASE seq % 8
         WHEN 0 THEN NULL
         WHEN 1 THEN CONCAT("Überweisung an Konto ", seq % 99991, " für Miete")
         WHEN 2 THEN CONCAT("it''s order #", seq, ", paid in full")
         WHEN 3 THEN CONCAT("东京 ", seq * 31 % 100003)
         ELSE CONCAT("invoice ", seq, " of customer ", seq * 2654435761 % 100000, ", thank you")
       END'
;;
indexed)
bytes_a_row=218

create_table='
CREATE TABLE ledger (
  id      BIGINT        NOT NULL,
  account INT           NOT NULL,
  amount  DECIMAL(12,2) NOT NULL,
  ref     INT,
  booked  DATETIME      NOT NULL,
  memo    TEXT          NOT NULL,
  PRIMARY KEY (id), KEY account (account), KEY booked (booked)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC'

rows_of_the_table='
SELECT 1000 + seq * 12 DIV 5,
       seq * 2654435761 % 5000,
       CAST(CAST(seq * 1103515245 % 2000000000 AS SIGNED) - 1000000000 AS DECIMAL(12,2)) / 100,
       IF(seq % 5 = 0, NULL, seq * 40503 % 2147483648),
       "2015-01-01 00:00:00" + INTERVAL seq * 29 % 300000000 SECOND,
       LEFT(CONCAT("row ", seq, ": ", MD5(seq), " ", MD5(seq + 1), " ", MD5(seq + 2), " ", MD5(seq + 3), " ", MD5(seq + 4)),
            20 + seq * 2654435761 % 141)'
;;
*) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac

inside() {
  local folder=$1 mb=$2 rows
  rows=$((mb * 1048576 / bytes_a_row))
  local client=(mariadb --no-defaults --user=root --socket="$SOCKET" --default-character-set=utf8mb4 --batch
                --skip-column-names)
  "${client[@]}" -e "CREATE DATABASE bench"
  # Into an empty table and with these checks off, MariaDB builds the index in bulk (since 10.6).
  "${client[@]}" bench -e "SET unique_checks=0, foreign_key_checks=0, time_zone='+00:00'; $create_table;
    INSERT INTO ledger $rows_of_the_table FROM seq_1_to_$rows"
  "${client[@]}" bench -e "SELECT COUNT(*) FROM ledger" >"$folder/rows"
  mariadb-dump --no-defaults --user=root --socket="$SOCKET" --no-data --skip-comments bench ledger \
    >"$folder/schema.sql"
  "$LOCAL_MARIADB_SH" --stop
  cp "$DATADIR/bench/ledger.ibd" "$folder/ledger.ibd"
  mv "$DATADIR" "$folder/data"
}

if [ "${1:-}" = --inside ]; then
  inside "$2" "$3"
  exit
fi

folder=${1:-}
mb=${2:-1000}
if [ -z "$folder" ] || ! [[ $mb =~ ^[1-9][0-9]*$ ]]; then
  sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
fi
mkdir -p "$folder"
folder=$(realpath "$folder")
[ ! -e "$folder/data" ] || { echo "make_big_table.sh: $folder/data is there already" >&2; exit 3; }
export TMPDIR="$folder" LOCAL_MARIADB_OPTIONS="--innodb-buffer-pool-size=512M"
exec "$here/../servers/local_mariadb.sh" "$0" --inside "$folder" "$mb" "$kind"
