CREATE TABLE `fulltext_key` (
  `id` int NOT NULL,
  `t` text,
  `n` int DEFAULT NULL,
  PRIMARY KEY (`id`),
  FULLTEXT KEY `t` (`t`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
