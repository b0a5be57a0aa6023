CREATE TABLE `versions_dynamic` (
  `id` int NOT NULL,
  `keep` varchar(20) DEFAULT NULL,
  `c25` int DEFAULT '24',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
