CREATE TABLE `no_key_kb4` (
  `a` varchar(40) DEFAULT NULL,
  `b` varbinary(80) DEFAULT NULL,
  `c` datetime(3) DEFAULT NULL,
  `d` decimal(12,4) DEFAULT NULL,
  KEY `c` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
