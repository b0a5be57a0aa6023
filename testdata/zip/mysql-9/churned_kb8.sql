CREATE TABLE `churned_kb8` (
  `id` int NOT NULL,
  `a` varchar(60) DEFAULT NULL,
  `b` char(10) NOT NULL,
  `c` int DEFAULT NULL,
  `d` varchar(120) DEFAULT NULL,
  `e` bigint NOT NULL,
  `f` double DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `a` (`a`),
  KEY `ce` (`c`,`e`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
