CREATE TABLE `downward` (
  `y` smallint(6) NOT NULL,
  `x` varbinary(10) NOT NULL,
  `v` double DEFAULT NULL,
  `e` enum('a','b') DEFAULT NULL,
  `filler` varchar(200) NOT NULL,
  PRIMARY KEY (`y` DESC,`x`),
  KEY `v` (`v`),
  KEY `e` (`e`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;
