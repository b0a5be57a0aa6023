CREATE TABLE `past_7` (
  `c7` tinyint unsigned DEFAULT '118',
  `id` int NOT NULL,
  `k` varchar(60) NOT NULL DEFAULT 'prefix of it',
  `c1` int DEFAULT '-21814',
  `c4` text,
  `c5` binary(255) DEFAULT NULL,
  `c6` decimal(12,3) DEFAULT NULL,
  `c9` varchar(20) NOT NULL DEFAULT 'v231',
  `c10` char(9) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  PRIMARY KEY (`id`,`k`(4)),
  KEY `second` (`c1`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=REDUNDANT;
