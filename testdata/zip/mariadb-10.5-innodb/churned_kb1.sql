CREATE TABLE `churned_kb1` (
  `id` int(11) NOT NULL,
  `a` varchar(60) DEFAULT NULL,
  `b` char(10) NOT NULL,
  `c` int(11) DEFAULT NULL,
  `d` varchar(120) DEFAULT NULL,
  `e` bigint(20) NOT NULL,
  `f` double DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `a` (`a`),
  KEY `ce` (`c`,`e`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=1;
