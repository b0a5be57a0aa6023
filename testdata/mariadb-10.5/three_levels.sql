CREATE TABLE `three_levels` (
  `k` varchar(800) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  `n` int(11) NOT NULL,
  PRIMARY KEY (`k`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;
