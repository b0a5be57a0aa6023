CREATE TABLE `checks` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT NULL,
  CONSTRAINT `CONSTRAINT_1` CHECK (`a` > 0),
  CONSTRAINT `named` CHECK (`a` < `b` and `b` <> 7),
  CONSTRAINT `c 2` CHECK (`a` + `b` in (1,2,3))
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
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
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
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
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `enums` (
  `a` enum('a','it''s','back\\slash','new\nline','trailing','') NOT NULL DEFAULT 'a',
  `b` set('one','two three','x') DEFAULT 'one,x',
  `c` enum('ä','ß','足球') CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT NULL,
  `d` enum('A','B') CHARACTER SET latin2 COLLATE latin2_general_ci DEFAULT NULL,
  `e` enum('a	b','c%d','e\\_f','g"h') DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `generated_columns` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) GENERATED ALWAYS AS (`a` + 1) VIRTUAL,
  `c` int(11) GENERATED ALWAYS AS (`a` * 2) STORED,
  `d` varchar(20) GENERATED ALWAYS AS (concat('x',`a`,')')) VIRTUAL COMMENT 'gen',
  `e` varchar(30) GENERATED ALWAYS AS (ucase(`d`)) VIRTUAL,
  KEY `b` (`b`),
  KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_checks` (
  `a` int(11) DEFAULT NULL CHECK (`a` > 0),
  `b` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (`b` <> '[]'),
  `c` int(11) DEFAULT 4 CHECK (`c` <> `a`),
  CONSTRAINT `t` CHECK (`a` <> `c`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_compressed` (
  `a` text /*M!100301 COMPRESSED*/ DEFAULT NULL,
  `b` varchar(1000) /*M!100301 COMPRESSED*/ CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'z',
  `c` varbinary(90) /*M!100301 COMPRESSED*/ DEFAULT NULL,
  `d` longblob /*M!100301 COMPRESSED*/ DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_defaults` (
  `a` text DEFAULT 'lit',
  `b` varchar(36) DEFAULT uuid(),
  `c` int(11) DEFAULT (1 + 2),
  `d` date DEFAULT curdate(),
  `e` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '[]' CHECK (json_valid(`e`)),
  `f` blob DEFAULT NULL,
  `g` int(11) DEFAULT (`c` + 1),
  `h` date DEFAULT '2020-02-02'
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_generated` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) GENERATED ALWAYS AS (`a`) STORED,
  `c` int(11) GENERATED ALWAYS AS (`a` + 2) VIRTUAL INVISIBLE
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_inet` (
  `a` inet6 NOT NULL DEFAULT '::1'
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_inline` (
  `a` int(11) DEFAULT NULL,
  `p` int(11) DEFAULT NULL,
  KEY `p` (`p`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_invisible` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) INVISIBLE DEFAULT NULL,
  `c` int(11) INVISIBLE DEFAULT 5 COMMENT 'c'
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_long_unique` (
  `a` text DEFAULT NULL,
  `b` blob NOT NULL,
  UNIQUE KEY `a` (`a`) USING HASH,
  UNIQUE KEY `long_b` (`b`) USING HASH
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_newer` (
  `a` uuid DEFAULT NULL,
  `b` inet4 DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  KEY `k` (`c`) IGNORED,
  KEY `d` (`c` DESC)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_nopad` (
  `a` varchar(5) CHARACTER SET latin1 COLLATE latin1_swedish_nopad_ci DEFAULT NULL,
  `b` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_nopad_ci;
CREATE TABLE `ma_options` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci `PAGE_COMPRESSED`=1 `PAGE_COMPRESSION_LEVEL`=4;
CREATE TABLE `ma_period` (
  `id` int(11) DEFAULT NULL,
  `s` date NOT NULL,
  `e` date NOT NULL,
  PERIOD FOR `p` (`s`, `e`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_srid` (
  `a` point DEFAULT NULL,
  `b` geometry DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `ma_uca` (
  `a` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_as_cs DEFAULT NULL,
  `b` varchar(5) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_ai_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
CREATE TABLE `ma_versioned` (
  `id` int(11) NOT NULL,
  `a` varchar(5) DEFAULT NULL,
  `b` int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING,
  PRIMARY KEY (`id`),
  UNIQUE KEY `a` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
CREATE TABLE `ma_versioned_column` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
CREATE TABLE `ma_versioned_explicit` (
  `id` int(11) NOT NULL,
  `rs` timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE,
  `re` timestamp(6) GENERATED ALWAYS AS ROW END,
  PRIMARY KEY (`id`,`re`),
  PERIOD FOR SYSTEM_TIME (`rs`, `re`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
CREATE TABLE `partitioned` (
  `a` int(11) NOT NULL,
  `b` date DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci
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
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `s_comments` (
  `a` int(11) DEFAULT NULL COMMENT 'ä',
  `b` int(11) DEFAULT NULL,
  `c` int(11) DEFAULT NULL COMMENT 'it''s\nthe third'
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci COMMENT='a comment of the table that is longer than the sixty characters that have a place in the form itself; ä';
CREATE TABLE `s_compressed` (
  `a` varchar(100) /*M!100301 COMPRESSED*/ DEFAULT 'abc',
  `b` varbinary(10) /*M!100301 COMPRESSED*/ DEFAULT 'x',
  `c` text /*M!100301 COMPRESSED*/ DEFAULT NULL COMMENT 'c'
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
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
  `m` char(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT 'ä足b',
  `n` varchar(300) CHARACTER SET ucs2 COLLATE ucs2_general_ci DEFAULT 'ä足',
  `o` binary(4) DEFAULT 'ab\0\0',
  `p` varbinary(300) DEFAULT '\0A',
  `q` enum('x','y,z','') DEFAULT '',
  `r` set('x','y','z') DEFAULT 'x,z',
  `s` bit(12) DEFAULT b'101010101010',
  `t` enum('ä','ö') CHARACTER SET utf16 COLLATE utf16_general_ci DEFAULT 'ö',
  `u` bigint(3) unsigned zerofill DEFAULT 007
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `s_expressions` (
  `a` int(11) DEFAULT (1 + 2),
  `b` varchar(40) DEFAULT concat('it\'s','(',ucase('ä')),
  `c` int(11) GENERATED ALWAYS AS ((`a` + 1) * (`a` - 1)) STORED CHECK (`c` < 10),
  `d` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_length(`d`) > 0),
  `e` date DEFAULT (curdate() + interval 1 day),
  `f` timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  `g` datetime DEFAULT NULL ON UPDATE current_timestamp(),
  CONSTRAINT `two of them` CHECK (`a` <> `c` or `b` = 'x')
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `s_keys` (
  `a` varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
  `b` blob DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  UNIQUE KEY `k1` (`a`(3),`c`) COMMENT 'first',
  KEY `k2` (`b`(7)) KEY_BLOCK_SIZE=2,
  KEY `k3` (`c`) COMMENT 'third',
  FULLTEXT KEY `k4` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
CREATE TABLE `s_lists` (
  `a` int(11) DEFAULT NULL,
  `b` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci
 PARTITION BY LIST  COLUMNS(`b`)
(PARTITION `x` VALUES IN ('a','足') ENGINE = InnoDB,
 PARTITION `y` VALUES IN (NULL) ENGINE = InnoDB);
CREATE TABLE `s_long_unique` (
  `a` text DEFAULT NULL,
  `b` varchar(3000) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT NULL,
  `c` int(11) DEFAULT NULL,
  UNIQUE KEY `u1` (`a`,`c`) USING HASH,
  UNIQUE KEY `u2` (`b`) USING HASH,
  KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `s_old_temporal` (
  `a` time /* mariadb-5.3 */ DEFAULT '-12:34:56',
  `b` time(3) /* mariadb-5.3 */ DEFAULT '12:34:56.789',
  `c` datetime /* mariadb-5.3 */ DEFAULT '2001-02-03 04:05:06',
  `d` datetime(6) /* mariadb-5.3 */ DEFAULT '2001-02-03 04:05:06.789012',
  `e` timestamp /* mariadb-5.3 */ NULL DEFAULT '2001-02-03 04:05:06',
  `f` timestamp(2) /* mariadb-5.3 */ NULL DEFAULT '2001-02-03 04:05:06.78',
  `g` timestamp /* mariadb-5.3 */ NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `s_periods` (
  `id` int(11) DEFAULT NULL,
  `s` date NOT NULL,
  `e` date NOT NULL,
  PERIOD FOR `p` (`s`, `e`),
  UNIQUE KEY `u` (`id`,`p` WITHOUT OVERLAPS),
  CONSTRAINT `CONSTRAINT_1` CHECK (`id` > 3)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
CREATE TABLE `s_period_key` (
  `id` int(11) NOT NULL,
  `s` datetime NOT NULL,
  `e` datetime NOT NULL,
  PERIOD FOR `p` (`s`, `e`),
  PRIMARY KEY (`id`,`p` WITHOUT OVERLAPS)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
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
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci
 PARTITION BY RANGE (year(`b`))
SUBPARTITION BY HASH (to_days(`b`))
SUBPARTITIONS 2
(PARTITION `p0` VALUES LESS THAN (1990) ENGINE = InnoDB,
 PARTITION `p 1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB);
CREATE TABLE `s_versioned` (
  `a` int(11) NOT NULL,
  `b` int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING,
  PRIMARY KEY (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING
 PARTITION BY SYSTEM_TIME LIMIT 100
(PARTITION `p0` HISTORY ENGINE = InnoDB,
 PARTITION `pn` CURRENT ENGINE = InnoDB);
CREATE TABLE `s_versioned_by_id` (
  `a` int(11) NOT NULL,
  `s` bigint(20) unsigned GENERATED ALWAYS AS ROW START,
  `e` bigint(20) unsigned GENERATED ALWAYS AS ROW END,
  PRIMARY KEY (`a`,`e`),
  PERIOD FOR SYSTEM_TIME (`s`, `e`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
