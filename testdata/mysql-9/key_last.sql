CREATE TABLE `key_last` (
  `v` varchar(20) DEFAULT NULL,
  `d` date NOT NULL,
  `n` int NOT NULL,
  `t` text NOT NULL,
  PRIMARY KEY (`n`,`t`(3),`d`),
  KEY `v` (`v`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT;
