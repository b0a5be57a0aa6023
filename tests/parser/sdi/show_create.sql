CREATE TABLE `attributes` (
  `a` int /*!50606 STORAGE DISK */ /*!50606 COLUMN_FORMAT FIXED */ DEFAULT NULL,
  `b` int DEFAULT NULL /*!80023 INVISIBLE */,
  `c` int NOT SECONDARY DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `by_hash` (
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY LINEAR HASH (`a`)
PARTITIONS 2 */;
CREATE TABLE `by_key` (
  `a` int NOT NULL,
  PRIMARY KEY (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY KEY */ /*!50611 ALGORITHM = 1 */ /*!50100 (a)
PARTITIONS 2 */;
CREATE TABLE `by_list_columns` (
  `a` int DEFAULT NULL,
  `b` varchar(10) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50500 PARTITION BY LIST  COLUMNS(b,a)
(PARTITION p0 VALUES IN (('a',1),('b',NULL)) ENGINE = InnoDB,
 PARTITION p1 VALUES IN ((NULL,3)) ENGINE = InnoDB) */;
CREATE TABLE `by_range` (
  `id` int NOT NULL,
  `d` date DEFAULT NULL,
  KEY `id` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY RANGE (year(`d`))
(PARTITION p0 VALUES LESS THAN (2000) COMMENT = 'it\'s' ENGINE = InnoDB,
 PARTITION `p 1` VALUES LESS THAN MAXVALUE MAX_ROWS = 10 ENGINE = InnoDB) */;
CREATE TABLE `bytes` (
  `a` int DEFAULT NULL,
  `b` varchar(20) GENERATED ALWAYS AS (concat(`a`,_latin1'?')) VIRTUAL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `child` (
  `id` int NOT NULL,
  `p` int DEFAULT NULL,
  `q` int DEFAULT NULL,
  `r` int DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `fk1` (`p`),
  KEY `fk2` (`q`,`r`),
  CONSTRAINT `fk1` FOREIGN KEY (`p`) REFERENCES `parent` (`id`) ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT `fk2` FOREIGN KEY (`q`, `r`) REFERENCES `parent` (`k`, `id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `compressed` (
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE `compressed_by_size` (
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci KEY_BLOCK_SIZE=8;
CREATE TABLE `documents` (
  `id` int NOT NULL,
  `j` json DEFAULT NULL,
  `k` json NOT NULL DEFAULT (json_array(1,2)),
  `g` geometry DEFAULT NULL,
  `p` point NOT NULL /*!80003 SRID 4326 */,
  `q` geomcollection DEFAULT NULL,
  `v` vector(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  SPATIAL KEY `sp` (`p`) COMMENT 'sp'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `dropped` (
  `id` int NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `expressions` (
  `a` int DEFAULT NULL,
  `b` int GENERATED ALWAYS AS ((`a` + 1)) VIRTUAL,
  `c` varchar(30) GENERATED ALWAYS AS (concat(_utf8mb4'x\'',`a`,_utf8mb4'é')) STORED NOT NULL COMMENT 'gen',
  `d` varchar(20) DEFAULT (concat(_utf8mb4'a',_utf8mb4'\'b')),
  `e` datetime DEFAULT ((now() + interval 1 day)),
  CONSTRAINT `expressions_chk_1` CHECK ((`a` > 0)),
  CONSTRAINT `named` CHECK ((`d` <> _utf8mb4'it\'s')),
  CONSTRAINT `off` CHECK ((`a` <> 5)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `functional_keys` (
  `a` int DEFAULT NULL,
  `b` varchar(20) DEFAULT NULL,
  `j` json DEFAULT NULL,
  KEY `f1` (((`a` + 1))),
  KEY `f2` ((lower(`b`)),`a` DESC),
  KEY `mv` ((cast(json_extract(`j`,_utf8mb4'$.x') as unsigned array)))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `instant` (
  `d` varchar(10) DEFAULT 'dflt',
  `id` int NOT NULL,
  `b` varchar(10) DEFAULT NULL,
  `c` int NOT NULL DEFAULT '77',
  `e` int DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `lists` (
  `a` enum('x','y') DEFAULT 'y',
  `b` enum('a,b','it''s','','é日?') NOT NULL DEFAULT 0xC3A9E697A5F09F9880,
  `c` set('one','two','three') DEFAULT 'one,three',
  `d` set('é','ü') CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  `e` enum('a','b') CHARACTER SET ucs2 COLLATE ucs2_general_ci DEFAULT 'b',
  `f` set('a','b') DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `no_key` (
  `a` int DEFAULT NULL,
  `b` varchar(10) DEFAULT NULL,
  KEY `a` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `numbers` (
  `a` tinyint DEFAULT NULL,
  `b` tinyint unsigned NOT NULL DEFAULT '200',
  `c` smallint(5) unsigned zerofill DEFAULT '00007',
  `d` mediumint NOT NULL,
  `e` int(5) unsigned zerofill NOT NULL DEFAULT '00042',
  `f` bigint NOT NULL AUTO_INCREMENT,
  `g` bigint unsigned DEFAULT '18446744073709551615',
  `h` tinyint(1) DEFAULT NULL,
  `i` year DEFAULT '1999',
  `j` bit(10) NOT NULL DEFAULT b'1000000001',
  `k` float(7,3) DEFAULT '1.500',
  `l` double unsigned DEFAULT NULL,
  `m` decimal(10,2) NOT NULL DEFAULT '12.50',
  `n` decimal(5,0) unsigned zerofill DEFAULT '00003',
  PRIMARY KEY (`f`)
) ENGINE=InnoDB AUTO_INCREMENT=1000 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='it''s\n"x"\\ é 日本';
CREATE TABLE `options` (
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci MAX_ROWS=100 STATS_PERSISTENT=0 STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=33 CHECKSUM=1 ROW_FORMAT=REDUNDANT CONNECTION='x;y=z\\';
CREATE TABLE `parent` (
  `id` int NOT NULL,
  `k` int NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `k` (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `plain_keys` (
  `id` int unsigned NOT NULL,
  `a` varchar(100) DEFAULT NULL,
  `b` varchar(100) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `c` text,
  `d` varbinary(9) DEFAULT NULL,
  `e` int DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `u` (`a`),
  KEY `k1` (`a`(10),`b`(5) DESC,`e`),
  KEY `k2` (`c`(7),`d`(4)) COMMENT 'com''ment',
  KEY `k3` (`e`) /*!80000 INVISIBLE */,
  KEY `k4` (`e` DESC) USING BTREE,
  FULLTEXT KEY `ft` (`c`),
  FULLTEXT KEY `ft2` (`a`,`c`) /*!50100 WITH PARSER `ngram` */ 
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `subpartitioned` (
  `id` int DEFAULT NULL,
  `d` date DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY LIST (`id`)
SUBPARTITION BY LINEAR KEY (d)
(PARTITION p0 VALUES IN (NULL,1)
 (SUBPARTITION s0 ENGINE = InnoDB,
  SUBPARTITION s1 COMMENT = 'q' ENGINE = InnoDB),
 PARTITION p1 VALUES IN (2)
 (SUBPARTITION s2 ENGINE = InnoDB,
  SUBPARTITION `s3` ENGINE = InnoDB)) */;
CREATE TABLE `texts` (
  `a` char(10) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT 'it''s',
  `b` varchar(20) COLLATE utf8mb4_unicode_ci DEFAULT '',
  `c` varchar(255) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT 'é',
  `d` char(5) CHARACTER SET ucs2 COLLATE ucs2_general_ci DEFAULT 'ab',
  `e` varchar(10) COLLATE utf8mb4_unicode_ci DEFAULT 0xF09F988078,
  `f` varchar(10) COLLATE utf8mb4_unicode_ci DEFAULT 'a\0b',
  `g` varchar(10) COLLATE utf8mb4_unicode_ci DEFAULT 'tr  ',
  `h` varchar(300) COLLATE utf8mb4_unicode_ci DEFAULT 'long',
  `i` text COLLATE utf8mb4_unicode_ci,
  `j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  `k` binary(4) DEFAULT 'ab\0\0',
  `l` varbinary(10) NOT NULL DEFAULT 0x00FF41,
  `m` varbinary(5) DEFAULT '',
  `n` blob
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE `times` (
  `a` date DEFAULT '2024-02-29',
  `b` time(3) DEFAULT '-12:34:56.789',
  `c` datetime DEFAULT CURRENT_TIMESTAMP,
  `d` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `e` timestamp NOT NULL DEFAULT '1999-12-31 18:30:00',
  `f` timestamp(3) NULL DEFAULT '2020-06-07 02:39:10.123',
  `g` timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',
  `h` timestamp NULL DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `unique_key` (
  `a` int NOT NULL,
  `b` int DEFAULT NULL,
  `c` varchar(10) NOT NULL,
  UNIQUE KEY `uc` (`c`),
  UNIQUE KEY `ub` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
