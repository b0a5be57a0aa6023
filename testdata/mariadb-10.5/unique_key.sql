CREATE TABLE `unique_key` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) NOT NULL,
  `c` varchar(9) NOT NULL,
  UNIQUE KEY `c` (`c`,`b`),
  UNIQUE KEY `a` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;
