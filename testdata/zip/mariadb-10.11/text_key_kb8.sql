CREATE TABLE `text_key_kb8` (
  `k` varchar(30) NOT NULL,
  `n` int(11) NOT NULL,
  `x0` tinyint(4) DEFAULT NULL,
  `x1` tinyint(4) DEFAULT NULL,
  `x2` tinyint(4) DEFAULT NULL,
  `x3` tinyint(4) DEFAULT NULL,
  `x4` tinyint(4) DEFAULT NULL,
  `x5` tinyint(4) DEFAULT NULL,
  `x6` tinyint(4) DEFAULT NULL,
  `x7` tinyint(4) DEFAULT NULL,
  `x8` tinyint(4) DEFAULT NULL,
  `v` varchar(70) NOT NULL,
  PRIMARY KEY (`k`,`n`),
  UNIQUE KEY `n` (`n`),
  KEY `v` (`v`(8))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
