CREATE TABLE `rows_compact` (
  `id` int NOT NULL,
  `v` varchar(90) DEFAULT NULL,
  `n` int DEFAULT NULL,
  `d` double DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT;
