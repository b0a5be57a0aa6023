CREATE TABLE `churned_dynamic` (
  `id` int(11) NOT NULL,
  `k` int(11) NOT NULL,
  `v` varchar(300) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `b` mediumblob DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k` (`k`),
  KEY `v` (`v`(20))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;
