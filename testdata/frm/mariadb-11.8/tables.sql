CREATE TABLE `altered` (
  `a` int(11) NOT NULL AUTO_INCREMENT,
  `d` int(11) NOT NULL,
  `bb` varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DEFAULT NULL,
  `e` int(11) DEFAULT 4,
  `f` text DEFAULT NULL,
  PRIMARY KEY (`a`),
  UNIQUE KEY `d` (`d`),
  UNIQUE KEY `later` (`bb`(3),`e`),
  KEY `named` (`bb`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci COMMENT='changed';
CREATE TABLE `auto_null` (
  `a` int(11) NOT NULL AUTO_INCREMENT,
  `b` int(11) DEFAULT NULL,
  KEY `a` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `bare_key` (
  `a` int(11) NOT NULL,
  `b` int(11) DEFAULT NULL,
  PRIMARY KEY (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `bare_timestamps` (
  `a` timestamp NULL DEFAULT NULL,
  `b` timestamp(3) NULL DEFAULT '2001-01-01 00:00:00.000',
  `c` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `binaries` (
  `a` binary(1) DEFAULT NULL,
  `b` binary(16) NOT NULL,
  `c` varbinary(255) DEFAULT x'616263',
  `d` tinyblob DEFAULT NULL,
  `e` blob DEFAULT NULL,
  `f` mediumblob DEFAULT NULL,
  `g` longblob DEFAULT NULL,
  `h` mediumblob DEFAULT NULL,
  `i` binary(4) DEFAULT NULL,
  `j` varbinary(9) DEFAULT NULL,
  `k` blob DEFAULT NULL,
  `l` tinyblob DEFAULT NULL,
  `m` binary(3) DEFAULT NULL,
  `n` enum('a','B ') CHARACTER SET binary DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `binary_table` (
  `a` varbinary(10) DEFAULT NULL,
  `b` blob DEFAULT NULL,
  `c` binary(5) DEFAULT NULL,
  `d` enum('x','y') DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=binary;
CREATE TABLE `bin_collation` (
  `a` varchar(10) DEFAULT NULL,
  `b` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DEFAULT NULL,
  `c` char(2) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `d` text DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `bits` (
  `a` bit(1) DEFAULT NULL,
  `b` bit(7) NOT NULL DEFAULT b'101',
  `c` bit(64) DEFAULT b'0',
  `d` bit(8) DEFAULT b'11111111',
  `e` bit(8) DEFAULT b'1111'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `charsets` (
  `a` varchar(10) DEFAULT NULL,
  `b` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DEFAULT NULL,
  `c` varchar(10) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL,
  `d` char(3) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `e` text CHARACTER SET ucs2 COLLATE ucs2_uca1400_ai_ci DEFAULT NULL,
  `f` enum('a','b') CHARACTER SET gbk COLLATE gbk_chinese_ci DEFAULT NULL,
  `g` set('x','y') CHARACTER SET latin2 COLLATE latin2_general_ci DEFAULT NULL,
  `h` varchar(5) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `i` varchar(5) CHARACTER SET ucs2 COLLATE ucs2_uca1400_ai_ci DEFAULT NULL,
  `j` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `k` char(5) CHARACTER SET latin5 COLLATE latin5_bin DEFAULT NULL,
  `l` varchar(9) CHARACTER SET cp1251 COLLATE cp1251_bin DEFAULT NULL,
  `m` tinytext CHARACTER SET utf32 COLLATE utf32_uca1400_ai_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE `checks` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT NULL,
  CONSTRAINT `CONSTRAINT_1` CHECK (`a` > 0),
  CONSTRAINT `named` CHECK (`a` < `b` and `b` <> 7),
  CONSTRAINT `c 2` CHECK (`a` + `b` in (1,2,3))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `children` (
  `id` int(11) NOT NULL,
  `p` int(11) DEFAULT NULL,
  `c` varchar(10) DEFAULT NULL,
  `q` int(11) DEFAULT NULL,
  `r` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `fk_p` (`p`),
  KEY `c` (`c`),
  KEY `covers` (`q`,`r`),
  KEY `idx` (`r`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `column_keys` (
  `a` int(11) NOT NULL,
  `b` int(11) DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  `d` int(11) NOT NULL COMMENT 'd',
  `e` int(11) DEFAULT NULL,
  PRIMARY KEY (`a`),
  UNIQUE KEY `d` (`d`),
  UNIQUE KEY `b` (`b`),
  UNIQUE KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `conditional` (
  `a` int(11) NOT NULL DEFAULT 3,
  `b` int(11) DEFAULT NULL,
  `c` int(11) DEFAULT NULL COMMENT 'in'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `converted` (
  `a` varchar(5) DEFAULT NULL,
  `b` mediumtext DEFAULT NULL,
  `c` text DEFAULT NULL,
  `d` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE `copied` (
  `a` int(11) NOT NULL,
  `b` varchar(100) NOT NULL,
  `c` blob DEFAULT NULL,
  PRIMARY KEY (`a`) USING BTREE,
  UNIQUE KEY `k4` (`b`),
  UNIQUE KEY `named` (`b`,`a`),
  KEY `k1` (`b`(10)) USING BTREE COMMENT 'it''s a key',
  KEY `k2` (`a`,`b`(5)) USING BTREE,
  KEY `k3` (`c`(20)),
  KEY `k5` (`a` DESC,`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `dates` (
  `a` date DEFAULT NULL,
  `b` time DEFAULT NULL,
  `c` time(3) DEFAULT NULL,
  `d` datetime DEFAULT NULL,
  `e` datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
  `f` timestamp NULL DEFAULT NULL,
  `g` timestamp(2) NOT NULL DEFAULT '2020-01-01 00:00:00.00',
  `h` year(4) DEFAULT NULL,
  `i` year(4) NOT NULL DEFAULT 2001,
  `j` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `k` datetime DEFAULT current_timestamp(),
  `l` date DEFAULT '2000-02-29'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `decimals` (
  `a` decimal(10,0) DEFAULT NULL,
  `b` decimal(6,0) DEFAULT NULL,
  `c` decimal(10,5) NOT NULL DEFAULT 0.00001,
  `d` decimal(38,30) DEFAULT NULL,
  `e` decimal(12,0) unsigned DEFAULT NULL,
  `f` decimal(5,2) DEFAULT -1.25,
  `g` decimal(65,30) DEFAULT NULL,
  `h` decimal(8,3) unsigned zerofill DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `defaults` (
  `a` varchar(20) DEFAULT 'it''s "quoted"',
  `b` varchar(20) DEFAULT 'double ''q''',
  `c` varchar(20) DEFAULT 'ab',
  `d` int(11) DEFAULT NULL,
  `e` char(1) DEFAULT '\\',
  `f` varchar(9) DEFAULT 'x\ny',
  `g` int(11) DEFAULT 5,
  `h` varchar(10) DEFAULT 'abc',
  `i` decimal(5,2) DEFAULT 0.50
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `enums` (
  `a` enum('a','it''s','back\\slash','new\nline','trailing','') NOT NULL DEFAULT 'a',
  `b` set('one','two three','x') DEFAULT 'one,x',
  `c` enum('ä','ß','足球') CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DEFAULT NULL,
  `d` enum('A','B') CHARACTER SET latin2 COLLATE latin2_general_ci DEFAULT NULL,
  `e` enum('a	b','c%d','e\\_f','g"h') DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `full_text` (
  `id` int(11) DEFAULT NULL,
  `a` varchar(100) DEFAULT NULL,
  `b` text DEFAULT NULL,
  FULLTEXT KEY `a` (`a`),
  FULLTEXT KEY `both_of` (`a`,`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `generated_columns` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) GENERATED ALWAYS AS (`a` + 1) VIRTUAL,
  `c` int(11) GENERATED ALWAYS AS (`a` * 2) STORED,
  `d` varchar(20) GENERATED ALWAYS AS (concat('x',`a`,')')) VIRTUAL COMMENT 'gen',
  `e` varchar(30) GENERATED ALWAYS AS (ucase(`d`)) VIRTUAL,
  KEY `b` (`b`),
  KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `hashed` (
  `a` int(11) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
 PARTITION BY HASH (`a`)
PARTITIONS 3;
CREATE TABLE `integers` (
  `a` tinyint(4) DEFAULT NULL,
  `b` smallint(4) unsigned NOT NULL DEFAULT 7,
  `c` mediumint(8) unsigned zerofill DEFAULT NULL,
  `d` int(11) NOT NULL,
  `e` bigint(20) unsigned DEFAULT NULL,
  `f` int(11) DEFAULT NULL,
  `g` tinyint(4) DEFAULT NULL,
  `h` smallint(6) DEFAULT NULL,
  `i` mediumint(9) DEFAULT NULL,
  `j` int(11) DEFAULT NULL,
  `k` bigint(20) DEFAULT NULL,
  `l` mediumint(9) DEFAULT NULL,
  `m` tinyint(1) DEFAULT 1,
  `n` tinyint(1) NOT NULL DEFAULT 0,
  `o` int(5) unsigned zerofill DEFAULT NULL,
  `p` bigint(20) DEFAULT -9223372036854775808,
  PRIMARY KEY (`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `jsons` (
  `a` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`a`)),
  `b` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL CHECK (json_valid(`b`)),
  `c` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `key_names` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT NULL,
  `c` varchar(50) DEFAULT NULL,
  `a_2` int(11) DEFAULT NULL,
  UNIQUE KEY `a_2_2` (`a_2`),
  UNIQUE KEY `c` (`c`(10)),
  KEY `a` (`a`),
  KEY `a_2` (`a`,`b`),
  KEY `b` (`b`),
  KEY `b_2` (`b`),
  KEY `a_3` (`c`),
  KEY `a_4` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `key_options` (
  `a` int(11) NOT NULL,
  `b` varchar(100) NOT NULL,
  `c` blob DEFAULT NULL,
  PRIMARY KEY (`a`) USING BTREE,
  UNIQUE KEY `k4` (`b`),
  UNIQUE KEY `named` (`b`,`a`),
  KEY `k1` (`b`(10)) USING BTREE COMMENT 'it''s a key',
  KEY `k2` (`a`,`b`(5)) USING BTREE,
  KEY `k3` (`c`(20)),
  KEY `k5` (`a` DESC,`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `key_order` (
  `a` int(11) NOT NULL,
  `b` int(11) DEFAULT NULL,
  `c` varchar(20) NOT NULL,
  `d` text DEFAULT NULL,
  PRIMARY KEY (`c`,`a`),
  UNIQUE KEY `u_not_null` (`a`),
  UNIQUE KEY `u_prefix` (`c`(5)),
  UNIQUE KEY `u_null` (`b`),
  KEY `k1` (`a`),
  KEY `k2` (`b`),
  FULLTEXT KEY `f` (`d`),
  FULLTEXT KEY `f2` (`d`,`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_checks` (
  `a` int(11) DEFAULT NULL CHECK (`a` > 0),
  `b` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (`b` <> '[]'),
  `c` int(11) DEFAULT 4 CHECK (`c` <> `a`),
  CONSTRAINT `t` CHECK (`a` <> `c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_compressed` (
  `a` text /*M!100301 COMPRESSED*/ DEFAULT NULL,
  `b` varchar(1000) /*M!100301 COMPRESSED*/ CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'z',
  `c` varbinary(90) /*M!100301 COMPRESSED*/ DEFAULT NULL,
  `d` longblob /*M!100301 COMPRESSED*/ DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_defaults` (
  `a` text DEFAULT 'lit',
  `b` varchar(36) DEFAULT uuid(),
  `c` int(11) DEFAULT (1 + 2),
  `d` date DEFAULT curdate(),
  `e` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '[]' CHECK (json_valid(`e`)),
  `f` blob DEFAULT NULL,
  `g` int(11) DEFAULT (`c` + 1),
  `h` date DEFAULT '2020-02-02'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_generated` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) GENERATED ALWAYS AS (`a`) STORED,
  `c` int(11) GENERATED ALWAYS AS (`a` + 2) VIRTUAL INVISIBLE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_inet` (
  `a` inet6 NOT NULL DEFAULT '::1'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_inline` (
  `a` int(11) DEFAULT NULL,
  `p` int(11) DEFAULT NULL,
  KEY `p` (`p`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_invisible` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT NULL INVISIBLE,
  `c` int(11) DEFAULT 5 INVISIBLE COMMENT 'c'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_long_unique` (
  `a` text DEFAULT NULL,
  `b` blob NOT NULL,
  UNIQUE KEY `a` (`a`) USING HASH,
  UNIQUE KEY `long_b` (`b`) USING HASH
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_newer` (
  `a` uuid DEFAULT NULL,
  `b` inet4 DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  KEY `k` (`c`) IGNORED,
  KEY `d` (`c` DESC)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_nopad` (
  `a` varchar(5) CHARACTER SET latin1 COLLATE latin1_swedish_nopad_ci DEFAULT NULL,
  `b` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_nopad_ci;
CREATE TABLE `ma_options` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci `PAGE_COMPRESSED`='1' `PAGE_COMPRESSION_LEVEL`='4';
CREATE TABLE `ma_period` (
  `id` int(11) DEFAULT NULL,
  `s` date NOT NULL,
  `e` date NOT NULL,
  PERIOD FOR `p` (`s`, `e`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_srid` (
  `a` point DEFAULT NULL,
  `b` geometry DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_uca` (
  `a` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_as_cs DEFAULT NULL,
  `b` varchar(5) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_vector` (
  `a` int(11) NOT NULL,
  `v` vector(3) NOT NULL,
  PRIMARY KEY (`a`),
  VECTOR KEY `vk` (`v`) `M`='6' `DISTANCE`='cosine'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_versioned` (
  `id` int(11) NOT NULL,
  `a` varchar(5) DEFAULT NULL,
  `b` int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING,
  PRIMARY KEY (`id`),
  UNIQUE KEY `a` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING;
CREATE TABLE `ma_versioned_column` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING;
CREATE TABLE `ma_versioned_explicit` (
  `id` int(11) NOT NULL,
  `rs` timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE,
  `re` timestamp(6) GENERATED ALWAYS AS ROW END,
  PRIMARY KEY (`id`,`re`),
  PERIOD FOR SYSTEM_TIME (`rs`, `re`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING;
CREATE TABLE `national` (
  `a` char(10) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `b` char(5) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `c` varchar(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `d` varchar(7) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `e` varchar(8) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `f` varchar(9) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `g` varchar(3) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `new_name` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `odd ``names``; /* not a comment */` (
  `a b` int(11) DEFAULT NULL,
  `select` varchar(3) DEFAULT NULL,
  `quo'te"` int(11) DEFAULT NULL COMMENT 'it''s; -- "odd" \\ # /* x */',
  `足球` int(11) DEFAULT NULL,
  `comment` int(11) DEFAULT NULL,
  `Key` int(11) DEFAULT NULL,
  KEY `index, with (parens)` (`a b`),
  KEY `ü` (`足球`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci COMMENT='table''s comment\nof two lines';
CREATE TABLE `only_collation` (
  `a` varchar(10) DEFAULT NULL,
  `b` char(3) CHARACTER SET ascii COLLATE ascii_general_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_german2_ci;
CREATE TABLE `options` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci MIN_ROWS=1 MAX_ROWS=1000 AVG_ROW_LENGTH=100 STATS_PERSISTENT=1 STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=20 CHECKSUM=1;
CREATE TABLE `parents` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `code` varchar(10) DEFAULT NULL,
  `k1` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `code` (`code`),
  UNIQUE KEY `k1` (`k1`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `partitioned` (
  `a` int(11) NOT NULL,
  `b` date DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
 PARTITION BY RANGE (`a`)
(PARTITION `p0` VALUES LESS THAN (10) COMMENT = 'it\'s' ENGINE = InnoDB,
 PARTITION `p1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB);
CREATE TABLE `reals` (
  `a` float DEFAULT NULL,
  `b` float(7,4) DEFAULT NULL,
  `c` float DEFAULT NULL,
  `d` double DEFAULT NULL,
  `e` double DEFAULT NULL,
  `f` double(15,5) unsigned DEFAULT NULL,
  `g` double DEFAULT NULL,
  `h` double NOT NULL DEFAULT 1.5,
  `i` double DEFAULT NULL,
  `j` float DEFAULT 10000000000,
  `k` float unsigned zerofill DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `row_compact` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=COMPACT COMMENT='with commas';
CREATE TABLE `row_compressed` (
  `a` int(11) DEFAULT NULL,
  `b` varchar(100) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE `row_dynamic` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=DYNAMIC;
CREATE TABLE `row_redundant` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=REDUNDANT;
CREATE TABLE `serials` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `a` int(11) DEFAULT NULL,
  UNIQUE KEY `id` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `serial_default` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `b` char(1) DEFAULT NULL,
  UNIQUE KEY `id` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `sized_texts` (
  `a` tinytext DEFAULT NULL,
  `b` text DEFAULT NULL,
  `c` text DEFAULT NULL,
  `d` mediumtext DEFAULT NULL,
  `e` mediumtext CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `f` tinytext CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `g` tinyblob DEFAULT NULL,
  `h` blob DEFAULT NULL,
  `i` mediumblob DEFAULT NULL,
  `j` longblob DEFAULT NULL,
  `k` tinytext CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL,
  `l` text CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `spatials` (
  `a` geometry DEFAULT NULL,
  `b` point NOT NULL,
  `c` linestring DEFAULT NULL,
  `d` polygon DEFAULT NULL,
  `e` multipoint DEFAULT NULL,
  `f` multilinestring DEFAULT NULL,
  `g` multipolygon DEFAULT NULL,
  `h` geometrycollection DEFAULT NULL,
  SPATIAL KEY `b` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_comments` (
  `a` int(11) DEFAULT NULL COMMENT 'ä',
  `b` int(11) DEFAULT NULL,
  `c` int(11) DEFAULT NULL COMMENT 'it''s\nthe third'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci COMMENT='a comment of the table that is longer than the sixty characters that have a place in the form itself; ä';
CREATE TABLE `s_compressed` (
  `a` varchar(100) /*M!100301 COMPRESSED*/ DEFAULT 'abc',
  `b` varbinary(10) /*M!100301 COMPRESSED*/ DEFAULT x'78',
  `c` text /*M!100301 COMPRESSED*/ DEFAULT NULL COMMENT 'c'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_defaults` (
  `a` tinyint(4) DEFAULT -128,
  `b` smallint(5) unsigned DEFAULT 65535,
  `c` mediumint(9) DEFAULT -8388608,
  `d` bigint(20) unsigned DEFAULT 18446744073709551615,
  `e` float DEFAULT -0.00000000015,
  `f` double DEFAULT 1.7976931348623157e308,
  `g` decimal(20,10) DEFAULT -12345.6789000000,
  `h` year(4) DEFAULT 1901,
  `i` date DEFAULT '9999-12-31',
  `j` time DEFAULT '-838:59:59',
  `k` time(6) DEFAULT '-00:00:00.000001',
  `l` datetime(3) DEFAULT '1000-01-01 00:00:00.123',
  `m` char(5) DEFAULT 'ä足b',
  `n` varchar(300) CHARACTER SET ucs2 COLLATE ucs2_uca1400_ai_ci DEFAULT 'ä足',
  `o` binary(4) DEFAULT x'61620000',
  `p` varbinary(300) DEFAULT x'0041',
  `q` enum('x','y,z','') DEFAULT '',
  `r` set('x','y','z') DEFAULT 'x,z',
  `s` bit(12) DEFAULT b'101010101010',
  `t` enum('ä','ö') CHARACTER SET utf16 COLLATE utf16_uca1400_ai_ci DEFAULT 'ö',
  `u` bigint(3) unsigned zerofill DEFAULT 007
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_expressions` (
  `a` int(11) DEFAULT (1 + 2),
  `b` varchar(40) DEFAULT concat('it\'s','(',ucase('ä')),
  `c` int(11) GENERATED ALWAYS AS ((`a` + 1) * (`a` - 1)) STORED CHECK (`c` < 10),
  `d` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_length(`d`) > 0),
  `e` date DEFAULT (curdate() + interval 1 day),
  `f` timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  `g` datetime DEFAULT NULL ON UPDATE current_timestamp(),
  CONSTRAINT `two of them` CHECK (`a` <> `c` or `b` = 'x')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_keys` (
  `a` varchar(100) NOT NULL,
  `b` blob DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  UNIQUE KEY `k1` (`a`(3),`c`) COMMENT 'first',
  KEY `k2` (`b`(7)) KEY_BLOCK_SIZE=2,
  KEY `k3` (`c`) COMMENT 'third',
  FULLTEXT KEY `k4` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
CREATE TABLE `s_lists` (
  `a` int(11) DEFAULT NULL,
  `b` varchar(10) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
 PARTITION BY LIST  COLUMNS(`b`)
(PARTITION `x` VALUES IN ('a','足') ENGINE = InnoDB,
 PARTITION `y` VALUES IN (NULL) ENGINE = InnoDB);
CREATE TABLE `s_long_unique` (
  `a` text DEFAULT NULL,
  `b` varchar(3000) DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  UNIQUE KEY `u1` (`a`,`c`) USING HASH,
  UNIQUE KEY `u2` (`b`) USING HASH,
  KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_old_temporal` (
  `a` time /* mariadb-5.3 */ DEFAULT '-12:34:56',
  `b` time(3) /* mariadb-5.3 */ DEFAULT '12:34:56.789',
  `c` datetime /* mariadb-5.3 */ DEFAULT '2001-02-03 04:05:06',
  `d` datetime(6) /* mariadb-5.3 */ DEFAULT '2001-02-03 04:05:06.789012',
  `e` timestamp /* mariadb-5.3 */ NULL DEFAULT '2001-02-03 04:05:06',
  `f` timestamp(2) /* mariadb-5.3 */ NULL DEFAULT '2001-02-03 04:05:06.78',
  `g` timestamp /* mariadb-5.3 */ NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_periods` (
  `id` int(11) DEFAULT NULL,
  `s` date NOT NULL,
  `e` date NOT NULL,
  PERIOD FOR `p` (`s`, `e`),
  UNIQUE KEY `u` (`id`,`p` WITHOUT OVERLAPS),
  CONSTRAINT `CONSTRAINT_1` CHECK (`id` > 3)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `s_period_key` (
  `id` int(11) NOT NULL,
  `s` datetime NOT NULL,
  `e` datetime NOT NULL,
  PERIOD FOR `p` (`s`, `e`),
  PRIMARY KEY (`id`,`p` WITHOUT OVERLAPS)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING;
CREATE TABLE `s_sequence` (
  `next_not_cached_value` bigint(21) NOT NULL,
  `minimum_value` bigint(21) NOT NULL,
  `maximum_value` bigint(21) NOT NULL,
  `start_value` bigint(21) NOT NULL COMMENT 'start value when sequences is created or value if RESTART is used',
  `increment` bigint(21) NOT NULL COMMENT 'increment value',
  `cache_size` bigint(21) unsigned NOT NULL,
  `cycle_option` tinyint(1) unsigned NOT NULL COMMENT '0 if no cycles are allowed, 1 if the sequence should begin a new cycle when maximum_value is passed',
  `cycle_count` bigint(21) NOT NULL COMMENT 'How many cycles have been done'
) ENGINE=InnoDB SEQUENCE=1;
CREATE TABLE `s_subpartitions` (
  `a` int(11) DEFAULT NULL,
  `b` date DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
 PARTITION BY RANGE (year(`b`))
SUBPARTITION BY HASH (to_days(`b`))
SUBPARTITIONS 2
(PARTITION `p0` VALUES LESS THAN (1990) ENGINE = InnoDB,
 PARTITION `p 1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB);
CREATE TABLE `s_versioned` (
  `a` int(11) NOT NULL,
  `b` int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING,
  PRIMARY KEY (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING
 PARTITION BY SYSTEM_TIME LIMIT 100
(PARTITION `p0` HISTORY ENGINE = InnoDB,
 PARTITION `pn` CURRENT ENGINE = InnoDB);
CREATE TABLE `s_versioned_by_id` (
  `a` int(11) NOT NULL,
  `s` bigint(20) unsigned GENERATED ALWAYS AS ROW START,
  `e` bigint(20) unsigned GENERATED ALWAYS AS ROW END,
  PRIMARY KEY (`a`,`e`),
  PERIOD FOR SYSTEM_TIME (`s`, `e`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING;
CREATE TABLE `texts` (
  `a` char(1) DEFAULT NULL,
  `b` char(10) DEFAULT 'x',
  `c` varchar(20) NOT NULL DEFAULT '',
  `d` tinytext DEFAULT NULL,
  `e` text NOT NULL,
  `f` mediumtext DEFAULT NULL,
  `g` longtext DEFAULT NULL,
  `h` char(4) DEFAULT NULL,
  `i` varchar(5) DEFAULT NULL,
  `j` varchar(6) DEFAULT NULL,
  `k` varchar(7) DEFAULT NULL,
  `l` mediumtext DEFAULT NULL,
  `m` mediumtext DEFAULT NULL,
  `n` varchar(0) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
