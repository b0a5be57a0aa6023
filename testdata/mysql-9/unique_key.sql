CREATE TABLE `unique_key` (
  `a` int DEFAULT NULL,
  `b` int NOT NULL,
  `c` varchar(9) NOT NULL,
  UNIQUE KEY `c` (`c`,`b`),
  UNIQUE KEY `a` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
