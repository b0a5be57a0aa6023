CREATE TABLE `defaults_redundant` (
  `id` int NOT NULL,
  `a` int DEFAULT NULL,
  `d` datetime(6) NOT NULL DEFAULT '2024-02-29 23:59:59.123456',
  `e` enum('x','y') NOT NULL DEFAULT 'y',
  `n` int DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=REDUNDANT;
