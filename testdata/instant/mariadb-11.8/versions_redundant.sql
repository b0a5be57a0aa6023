CREATE TABLE `versions_redundant` (
  `id` int(11) NOT NULL,
  `keep` varchar(20) DEFAULT NULL,
  `c25` int(11) DEFAULT 24,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=REDUNDANT;
