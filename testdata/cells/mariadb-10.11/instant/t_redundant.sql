CREATE TABLE `t_redundant` (
  `c` char(20) DEFAULT NULL,
  `id` int(11) NOT NULL,
  `w` varchar(30) NOT NULL DEFAULT 'instead of it',
  `v` varchar(90) DEFAULT NULL,
  `n` int(11) DEFAULT NULL,
  `t` longtext DEFAULT NULL,
  `b` longblob DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=REDUNDANT;
