CREATE TABLE `by_hash` (
  `id` int NOT NULL,
  `v` varchar(90) DEFAULT NULL,
  `c` char(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci DEFAULT NULL,
  `n` int DEFAULT NULL,
  `d` datetime(3) DEFAULT NULL,
  `t` longtext,
  `b` longblob,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY HASH (`id`)
PARTITIONS 5 */;
