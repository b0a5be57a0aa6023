CREATE TABLE `by_hash` (
  `id` int NOT NULL,
  `y` int NOT NULL,
  `t` varchar(30) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY HASH (`id`)
PARTITIONS 11 */;
