CREATE TABLE `t_compact` (
  `id` int(11) NOT NULL,
  `v` varchar(90) DEFAULT NULL,
  `c` char(20) DEFAULT NULL,
  `n` int(11) DEFAULT NULL,
  `d` datetime(3) DEFAULT NULL,
  `t` longtext DEFAULT NULL,
  `b` longblob DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPACT;
