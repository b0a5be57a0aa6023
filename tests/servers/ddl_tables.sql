-- Table definitions for ddl_round_trip.sh: every kind of column, key and option, as people write them.
--
-- "-- [mysql]", "-- [mariadb]" and "-- [mariadb 101100]" begin a part for those servers alone (the number: from this
-- version on), "-- [all]" ends it. Statements end at the end of a line.

CREATE TABLE integers (a tinyint, b smallint(4) unsigned NOT NULL DEFAULT '7', c mediumint zerofill, d int(11) NOT NULL, e bigint(20) unsigned DEFAULT NULL, f INTEGER, g INT1, h INT2, i INT3, j INT4, k INT8, l MIDDLEINT, m BOOL DEFAULT TRUE, n BOOLEAN NOT NULL DEFAULT 0, o int(5) unsigned zerofill, p bigint DEFAULT -9223372036854775808, PRIMARY KEY (d));
CREATE TABLE serials (id SERIAL, a int);
CREATE TABLE serial_default (id int SERIAL DEFAULT VALUE, b char);
CREATE TABLE reals (a float, b float(7,4), c float(24), d float(25), e double, f double(15,5) unsigned, g real, h double precision NOT NULL DEFAULT 1.5, i float8, j float4 DEFAULT 1e10, k float unsigned zerofill);
CREATE TABLE decimals (a decimal, b decimal(6), c decimal(10,5) NOT NULL DEFAULT 0.00001, d numeric(38,30), e dec(12,0) unsigned, f fixed(5,2) DEFAULT '-1.25', g decimal(65,30), h decimal(8,3) zerofill);
CREATE TABLE bits (a bit, b bit(7) NOT NULL DEFAULT b'101', c bit(64) DEFAULT b'0', d bit(8) DEFAULT x'ff', e bit(8) DEFAULT 0x0f);
CREATE TABLE dates (a date, b time, c time(3), d datetime, e datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), f timestamp NULL, g timestamp(2) NOT NULL DEFAULT '2020-01-01 00:00:00', h year, i year(4) NOT NULL DEFAULT '2001', j timestamp NOT NULL DEFAULT NOW() ON UPDATE NOW(), k datetime DEFAULT CURRENT_TIMESTAMP(), l date DEFAULT '2000-02-29');
CREATE TABLE bare_timestamps (a timestamp, b timestamp(3) DEFAULT '2001-01-01', c int);
CREATE TABLE texts (a char, b char(10) DEFAULT 'x', c varchar(20) NOT NULL DEFAULT '', d tinytext, e text NOT NULL, f mediumtext, g longtext, h character(4), i character varying(5), j char varying(6), k varcharacter(7), l long, m long varchar, n varchar(0)) DEFAULT CHARSET=latin1;
CREATE TABLE sized_texts (a text(63), b text(64), c text(16383), d text(16384), e text(100000) CHARACTER SET latin1, f text(255) CHARACTER SET latin1, g blob(255), h blob(256), i blob(65536), j blob(16777216), k text(85) CHARACTER SET utf8mb3, l text(86) CHARACTER SET utf8mb3) CHARSET=utf8mb4;
CREATE TABLE national (a national char(10), b nchar(5), c nvarchar(20), d national varchar(7), e national character varying(8), f nchar varchar(9), g nchar varying(3)) CHARACTER SET latin1;
CREATE TABLE charsets (a varchar(10), b varchar(10) CHARACTER SET utf8mb4, c varchar(10) CHARSET latin1 COLLATE latin1_bin, d char(3) COLLATE utf8mb4_bin, e text CHARACTER SET ucs2, f enum('a','b') CHARACTER SET gbk, g set('x','y') COLLATE latin2_general_ci, h varchar(5) ASCII, i varchar(5) UNICODE, j varchar(5) BINARY, k char(5) CHARACTER SET latin5 BINARY, l varchar(9) DEFAULT NULL COLLATE cp1251_bin, m tinytext CHARACTER SET utf32) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE bin_collation (a varchar(10), b varchar(10) CHARACTER SET utf8mb4, c char(2) CHARACTER SET latin1, d text) CHARSET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE only_collation (a varchar(10), b char(3) CHARACTER SET ascii) COLLATE = latin1_german2_ci;
CREATE TABLE binaries (a binary, b binary(16) NOT NULL, c varbinary(255) DEFAULT 'abc', d tinyblob, e blob, f mediumblob, g longblob, h long varbinary, i char(4) CHARACTER SET binary, j varchar(9) CHARACTER SET binary, k text CHARACTER SET binary, l tinytext CHARACTER SET binary, m char(3) BYTE, n enum('a','B ') CHARACTER SET binary);
CREATE TABLE binary_table (a varchar(10), b text, c char(5), d enum('x','y')) CHARSET=binary;
CREATE TABLE enums (a enum('a','it''s','back\\slash','new\nline','trailing   ','') NOT NULL DEFAULT 'a', b set('one','two three','x') DEFAULT 'one,x', c enum('ä','ß','足球') CHARACTER SET utf8mb4, d enum(0x41,0x42) CHARACTER SET latin2, e enum('a\tb','c%d','e\_f','g\"h')) CHARSET=latin1;
CREATE TABLE defaults (a varchar(20) DEFAULT 'it''s "quoted"', b varchar(20) DEFAULT "double 'q'", c varchar(20) DEFAULT 'a' 'b', d int DEFAULT NULL, e char(1) DEFAULT '\\', f varchar(9) DEFAULT 'x\ny', g int DEFAULT +5, h varchar(10) DEFAULT _latin1'abc', i decimal(5,2) DEFAULT .5);
CREATE TABLE `odd ``names``; /* not a comment */` (`a b` int, `select` varchar(3), `quo'te"` int COMMENT 'it''s; -- "odd" \\ # /* x */', `足球` int, comment int, `Key` int, KEY `index, with (parens)` (`a b`), KEY `ü` (`足球`)) COMMENT='table''s comment\nof two lines';
CREATE TABLE column_keys (a int PRIMARY KEY, b int UNIQUE, c int UNIQUE KEY, d int NOT NULL UNIQUE COMMENT 'd', e int);
CREATE TABLE bare_key (a int KEY, b int);
CREATE TABLE key_names (a int, b int, c varchar(50), a_2 int, KEY (a), KEY (a, b), INDEX (b), INDEX (b), UNIQUE (a_2), UNIQUE INDEX (c(10)), KEY a_3 (c), KEY (a));
CREATE TABLE key_order (a int NOT NULL, b int, c varchar(20) NOT NULL, d text, KEY k1 (a), UNIQUE u_null (b), UNIQUE u_prefix (c(5)), UNIQUE u_not_null (a), FULLTEXT f (d), KEY k2 (b), PRIMARY KEY (c, a), FULLTEXT KEY f2 (d, c));
CREATE TABLE key_options (a int NOT NULL, b varchar(100) NOT NULL, c blob, PRIMARY KEY USING BTREE (a), KEY k1 (b(10)) USING BTREE COMMENT 'it''s a key', KEY k2 USING BTREE (a, b(5)), KEY k3 (c(20)), UNIQUE KEY k4 (b(100)), KEY k5 (a DESC, b ASC), CONSTRAINT named UNIQUE (b, a));
CREATE TABLE spatials (a geometry, b point NOT NULL, c linestring, d polygon, e multipoint, f multilinestring, g multipolygon, h geometrycollection, SPATIAL KEY (b));
CREATE TABLE jsons (a json, b json NOT NULL, c int);
CREATE TABLE parents (id int NOT NULL AUTO_INCREMENT, code varchar(10), k1 int, PRIMARY KEY (id), UNIQUE KEY (code), UNIQUE KEY (k1)) ENGINE=InnoDB AUTO_INCREMENT=42;
CREATE TABLE children (id int PRIMARY KEY, p int, c varchar(10), q int, r int, CONSTRAINT fk_p FOREIGN KEY (p) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE SET NULL, FOREIGN KEY (c) REFERENCES parents (code) ON UPDATE NO ACTION, KEY covers (q, r), CONSTRAINT `fk q` FOREIGN KEY (q) REFERENCES parents (k1) ON DELETE RESTRICT, FOREIGN KEY idx (r) REFERENCES parents (k1));
CREATE TABLE generated_columns (a int, b int AS (a + 1), c int GENERATED ALWAYS AS (a * 2) STORED, d varchar(20) AS (concat('x', a, ')')) VIRTUAL COMMENT 'gen', e varchar(30) GENERATED ALWAYS AS (upper(d)) VIRTUAL, KEY (b), KEY (c));
CREATE TABLE checks (a int, b int, CHECK (a > 0), CONSTRAINT named CHECK (a < b and b <> 7), CONSTRAINT `c 2` CHECK ((a + b) in (1,2,3)));
CREATE TABLE row_dynamic (a int) ROW_FORMAT=DYNAMIC;
CREATE TABLE row_compact (a int) ENGINE=InnoDB, ROW_FORMAT=COMPACT, COMMENT 'with commas', CHARSET latin1;
CREATE TABLE row_redundant (a int) ROW_FORMAT = REDUNDANT;
CREATE TABLE row_compressed (a int, b varchar(100)) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE options (a int) STATS_PERSISTENT=1 STATS_AUTO_RECALC = 0 STATS_SAMPLE_PAGES 20 AVG_ROW_LENGTH=100 MAX_ROWS=1000 MIN_ROWS=1 PACK_KEYS=DEFAULT CHECKSUM=1;
CREATE TABLE partitioned (a int NOT NULL, b date) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10) COMMENT='it''s', PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE hashed (a int NOT NULL) PARTITION BY HASH (a) PARTITIONS 3;
CREATE TABLE altered (a int, b varchar(5)) CHARSET=latin1;
ALTER TABLE altered ADD PRIMARY KEY (a), MODIFY a int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=9;
ALTER TABLE altered ADD COLUMN c int FIRST, ADD d int NOT NULL AFTER a, ADD (e int, f text, KEY (e)), ADD INDEX named (b), ADD UNIQUE (d);
ALTER TABLE altered CHANGE b bb varchar(50) CHARACTER SET utf8mb4, DROP COLUMN c, DROP INDEX e, COMMENT='changed', ALTER COLUMN e SET DEFAULT 4;
CREATE UNIQUE INDEX later ON altered (bb(3), e);
CREATE INDEX gone ON altered (e);
DROP INDEX gone ON altered;
CREATE TABLE converted (a varchar(5), b text, c tinytext, d int) CHARSET=latin1;
ALTER TABLE converted CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE copied LIKE key_options;
CREATE TABLE IF NOT EXISTS copied (other int);
CREATE TABLE conditional (a int /*!50000 NOT NULL */ /* comment */ DEFAULT /*!99999 */ '3', # hash comment

 b int -- line comment
 , c int /*!50100 COMMENT 'in' */) /*!50100 ENGINE=InnoDB */;
CREATE TABLE old_name (a int);
RENAME TABLE old_name TO new_name;
CREATE TABLE dropped (a int);
DROP TABLE dropped;
CREATE TABLE auto_null (a int NULL AUTO_INCREMENT, b int, KEY (a));
CREATE TABLE full_text (id int, a varchar(100), b text, FULLTEXT KEY (a), FULLTEXT both_of (a, b));
-- [mysql]
CREATE TABLE my_invisible (a int, b int INVISIBLE, c int DEFAULT 5 INVISIBLE COMMENT 'c', KEY k (b) INVISIBLE);
CREATE TABLE my_functional (a int, b varchar(20), KEY ((a + 1)), KEY f ((lower(b)), a DESC), KEY ((a * 2)), j json, KEY m ((CAST(j->'$.x' AS UNSIGNED ARRAY))));
CREATE TABLE my_defaults (a text DEFAULT ('x'), b json DEFAULT (json_array()), c varchar(36) DEFAULT (uuid()), d int DEFAULT (1 + 2), e binary(16) DEFAULT (uuid_to_bin(uuid())));
CREATE TABLE my_checks (a int CHECK (a > 0), b int CONSTRAINT my_named CHECK (b > 0) NOT ENFORCED, CHECK (a <> b) NOT ENFORCED);
CREATE TABLE my_srid (a point NOT NULL SRID 4326, b geometry NOT NULL SRID 0, g geomcollection, SPATIAL KEY (a));
CREATE TABLE my_vector (a vector, b vector(3) NOT NULL);
CREATE TABLE my_options (a int COLUMN_FORMAT DYNAMIC, b int STORAGE MEMORY) COMPRESSION='zlib' ENCRYPTION='N' AUTOEXTEND_SIZE=4M;
CREATE TABLE my_collations (a varchar(5) COLLATE utf8mb4_0900_as_cs, b varchar(5) CHARACTER SET utf8mb4, c varchar(5) CHARACTER SET gb18030, d text COLLATE utf8mb4_ja_0900_as_cs_ks) COLLATE utf8mb4_unicode_520_ci;
CREATE TABLE my_parser (a text, FULLTEXT KEY n (a) WITH PARSER ngram COMMENT 'n');
CREATE TABLE my_inline (a int, p int REFERENCES parents (id) ON DELETE CASCADE);
CREATE TABLE my_generated (a int, b int AS (a) STORED NOT NULL, c int AS (a + 2) VIRTUAL INVISIBLE, d json, e varchar(10) AS (d->>'$.a') STORED, PRIMARY KEY (b));
-- [mariadb]
CREATE TABLE ma_invisible (a int, b int INVISIBLE, c int INVISIBLE DEFAULT 5 COMMENT 'c');
CREATE TABLE ma_compressed (a text COMPRESSED, b varchar(1000) COMPRESSED CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'z', c varbinary(90) COMPRESSED, d longblob COMPRESSED);
CREATE TABLE ma_defaults (a text DEFAULT 'lit', b varchar(36) DEFAULT uuid(), c int DEFAULT (1 + 2), d date DEFAULT curdate(), e json DEFAULT '[]', f blob DEFAULT NULL, g int DEFAULT (c + 1), h date DEFAULT DATE '2020-02-02');
CREATE TABLE ma_checks (a int CHECK (a > 0), b json CHECK (b <> '[]'), c int DEFAULT 4 CHECK (c <> a), CONSTRAINT t CHECK (a <> c));
CREATE TABLE ma_versioned (id int PRIMARY KEY, a varchar(5), b int WITHOUT SYSTEM VERSIONING, UNIQUE (a)) WITH SYSTEM VERSIONING;
CREATE TABLE ma_versioned_explicit (id int, rs timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re), PRIMARY KEY (id)) WITH SYSTEM VERSIONING;
CREATE TABLE ma_versioned_column (a int WITH SYSTEM VERSIONING, b int);
CREATE TABLE ma_period (id int, s date, e date, PERIOD FOR p (s, e));
CREATE TABLE ma_options (a int) PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=4;
CREATE TABLE ma_long_unique (a text, b blob NOT NULL, UNIQUE (a), UNIQUE long_b (b));
CREATE TABLE ma_nopad (a varchar(5) COLLATE latin1_swedish_nopad_ci, b varchar(5) CHARACTER SET utf8mb4) COLLATE utf8mb4_unicode_nopad_ci;
CREATE TABLE ma_inet (a inet6, b int);
CREATE TABLE ma_inline (a int, p int REFERENCES parents (id) ON DELETE CASCADE);
CREATE OR REPLACE TABLE ma_inet (a inet6 NOT NULL DEFAULT '::1');
CREATE TABLE ma_generated (a int, b int AS (a) PERSISTENT, c int AS (a + 2) VIRTUAL INVISIBLE);
CREATE TABLE ma_srid (a point REF_SYSTEM_ID=4326, b geometry);
-- [mariadb 101100]
CREATE TABLE ma_newer (a uuid, b inet4, c int, KEY k (c) IGNORED, KEY d (c DESC));
CREATE TABLE ma_uca (a varchar(5) COLLATE utf8mb4_uca1400_as_cs, b varchar(5) CHARACTER SET utf8mb3 COLLATE uca1400_ai_ci) CHARSET utf8mb4 COLLATE uca1400_ai_ci;
-- [mariadb 110800]
CREATE TABLE ma_vector (a int PRIMARY KEY, v vector(3) NOT NULL, VECTOR KEY vk (v) M=6 DISTANCE=cosine);
-- [all]
