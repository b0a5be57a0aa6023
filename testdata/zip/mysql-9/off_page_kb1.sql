CREATE TABLE `off_page_kb1` (
  `id` int NOT NULL,
  `t` longtext CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  `b` longblob,
  `n` int DEFAULT NULL,
  `u` text CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=1;
