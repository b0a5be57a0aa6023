CREATE TABLE `off_page_kb16` (
  `id` int(11) NOT NULL,
  `t` longtext CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `b` longblob DEFAULT NULL,
  `n` int(11) DEFAULT NULL,
  `u` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=16;
