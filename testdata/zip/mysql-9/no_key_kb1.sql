CREATE TABLE `no_key_kb1` (
  `a` varchar(40) DEFAULT NULL,
  `b` varbinary(80) DEFAULT NULL,
  `c` datetime(3) DEFAULT NULL,
  `d` decimal(12,4) DEFAULT NULL,
  KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=1;
