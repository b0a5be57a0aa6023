CREATE TABLE `two_levels_compact` (
  `id` int NOT NULL,
  `v` varchar(60) DEFAULT NULL,
  `d` date DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `d` (`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT;
