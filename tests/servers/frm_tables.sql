-- What a .frm file can hold beyond ddl_tables.sql, for make_frm_testdata.sh. The parts are as there.
-- [mariadb]
CREATE SEQUENCE s_sequence START WITH 5 INCREMENT BY 2 MAXVALUE 100 CYCLE;
CREATE TABLE s_defaults (a tinyint DEFAULT -128, b smallint unsigned DEFAULT 65535, c mediumint DEFAULT -8388608, d bigint unsigned DEFAULT 18446744073709551615, e float DEFAULT -1.5e-10, f double DEFAULT 1.7976931348623157e308, g decimal(20,10) DEFAULT -12345.6789, h year DEFAULT 1901, i date DEFAULT '9999-12-31', j time DEFAULT '-838:59:59', k time(6) DEFAULT '-00:00:00.000001', l datetime(3) DEFAULT '1000-01-01 00:00:00.123', m char(5) CHARACTER SET utf8mb4 DEFAULT 'ä足b', n varchar(300) CHARACTER SET ucs2 DEFAULT 'ä足', o binary(4) DEFAULT 'ab', p varbinary(300) DEFAULT x'0041', q enum('x','y,z','') DEFAULT '', r set('x','y','z') DEFAULT 'x,z', s bit(12) DEFAULT b'101010101010', t enum('ä','ö') CHARACTER SET utf16 DEFAULT 'ö', u bigint(3) zerofill DEFAULT 7);
CREATE TABLE s_compressed (a varchar(100) COMPRESSED DEFAULT 'abc', b varbinary(10) COMPRESSED DEFAULT 'x', c text COMPRESSED COMMENT 'c');
CREATE TABLE s_comments (a int COMMENT 'ä', b int, c int COMMENT 'it''s\nthe third') COMMENT='a comment of the table that is longer than the sixty characters that have a place in the form itself; ä';
CREATE TABLE s_keys (a varchar(100) CHARACTER SET utf8mb4 NOT NULL, b blob, c int, UNIQUE KEY k1 (a(3), c) COMMENT 'first', KEY k2 (b(7)) KEY_BLOCK_SIZE=2, KEY k3 (c) COMMENT 'third', FULLTEXT KEY k4 (a)) KEY_BLOCK_SIZE=8 ROW_FORMAT=COMPRESSED;
CREATE TABLE s_subpartitions (a int, b date) PARTITION BY RANGE (year(b)) SUBPARTITION BY HASH (to_days(b)) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (1990), PARTITION `p 1` VALUES LESS THAN MAXVALUE);
CREATE TABLE s_lists (a int, b varchar(10) CHARACTER SET utf8mb4) PARTITION BY LIST COLUMNS (b) (PARTITION x VALUES IN ('a','足'), PARTITION y VALUES IN (NULL));
CREATE TABLE s_versioned (a int PRIMARY KEY, b int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 HISTORY, PARTITION pn CURRENT);
CREATE TABLE s_versioned_by_id (a int PRIMARY KEY, s bigint unsigned GENERATED ALWAYS AS ROW START, e bigint unsigned GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
CREATE TABLE s_periods (id int, s date, e date, PERIOD FOR p (s, e), UNIQUE KEY u (id, p WITHOUT OVERLAPS), CHECK (id > 3));
CREATE TABLE s_period_key (id int, s datetime, e datetime, PERIOD FOR p (s, e), PRIMARY KEY (id, p WITHOUT OVERLAPS)) WITH SYSTEM VERSIONING;
CREATE TABLE s_long_unique (a text, b varchar(3000) CHARACTER SET utf8mb4, c int, UNIQUE KEY u1 (a, c), UNIQUE KEY u2 (b), KEY (c));
CREATE TABLE s_expressions (a int DEFAULT (1 + 2), b varchar(40) DEFAULT (concat('it''s', '(', upper('ä'))), c int GENERATED ALWAYS AS ((a + 1) * (a - 1)) STORED CHECK (c < 10), d json CHECK (json_length(d) > 0), e date DEFAULT (curdate() + interval 1 day), f timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3), g datetime ON UPDATE current_timestamp(), CONSTRAINT `two of them` CHECK (a <> c or b = 'x'));
CREATE VIEW s_view AS SELECT a, concat(b, 'it''s\n') AS `b ``c` FROM s_comments WHERE a > 1 WITH CASCADED CHECK OPTION;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW s_view_merged AS SELECT a FROM s_view;
CREATE TRIGGER s_trigger BEFORE INSERT ON s_comments FOR EACH ROW SET NEW.a = 'it''s';
CREATE TRIGGER s_trigger_2 AFTER UPDATE ON s_comments FOR EACH ROW SET @x = "ä";
SET GLOBAL mysql56_temporal_format=OFF;
CREATE TABLE s_old_temporal (a time DEFAULT '-12:34:56', b time(3) DEFAULT '12:34:56.789', c datetime DEFAULT '2001-02-03 04:05:06', d datetime(6) DEFAULT '2001-02-03 04:05:06.789012', e timestamp NULL DEFAULT '2001-02-03 04:05:06', f timestamp(2) NULL DEFAULT '2001-02-03 04:05:06.78', g timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp());
SET GLOBAL mysql56_temporal_format=ON;
-- [all]
