CREATE TABLE `past_4` (
  `id` int NOT NULL,
  `k` char(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'ü',
  `c1` enum('red','green','blue') DEFAULT NULL,
  `c4` bigint DEFAULT '1374997724198',
  `c8` tinyint unsigned NOT NULL,
  `c10` char(12) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'c444é',
  PRIMARY KEY (`k`,`id`),
  KEY `second` (`c1`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT;
