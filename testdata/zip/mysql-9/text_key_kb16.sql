CREATE TABLE `text_key_kb16` (
  `k` varchar(30) NOT NULL,
  `n` int NOT NULL,
  `x0` tinyint DEFAULT NULL,
  `x1` tinyint DEFAULT NULL,
  `x2` tinyint DEFAULT NULL,
  `x3` tinyint DEFAULT NULL,
  `x4` tinyint DEFAULT NULL,
  `x5` tinyint DEFAULT NULL,
  `x6` tinyint DEFAULT NULL,
  `x7` tinyint DEFAULT NULL,
  `x8` tinyint DEFAULT NULL,
  `v` varchar(70) NOT NULL,
  PRIMARY KEY (`k`,`n`),
  UNIQUE KEY `n` (`n`),
  KEY `v` (`v`(8))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=16;
