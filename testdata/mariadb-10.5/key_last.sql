CREATE TABLE `key_last` (
  `v` varchar(20) DEFAULT NULL,
  `d` date NOT NULL,
  `n` int(11) NOT NULL,
  `t` text NOT NULL,
  PRIMARY KEY (`n`,`t`(3),`d`),
  KEY `v` (`v`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPACT;
