CREATE TABLE `rows_compact` (
  `id` int(11) NOT NULL,
  `v` varchar(90) DEFAULT NULL,
  `n` int(11) DEFAULT NULL,
  `d` double DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=COMPACT;
