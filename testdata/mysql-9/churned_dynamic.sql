CREATE TABLE `churned_dynamic` (
  `id` int NOT NULL,
  `k` int NOT NULL,
  `v` varchar(300) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `b` mediumblob,
  PRIMARY KEY (`id`),
  KEY `k` (`k`),
  KEY `v` (`v`(20))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
