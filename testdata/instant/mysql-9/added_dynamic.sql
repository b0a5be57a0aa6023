CREATE TABLE `added_dynamic` (
  `id` int NOT NULL,
  `a` int DEFAULT NULL,
  `v` varchar(30) NOT NULL DEFAULT 'instead of it',
  `n` int DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
