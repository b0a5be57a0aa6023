CREATE TABLE `row_id` (
  `a` bigint DEFAULT NULL,
  `b` varbinary(12) DEFAULT NULL,
  `filler` varchar(200) NOT NULL,
  KEY `a` (`a`),
  KEY `b` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT;
