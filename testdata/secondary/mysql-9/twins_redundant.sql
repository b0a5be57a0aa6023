CREATE TABLE `twins_redundant` (
  `id` int unsigned NOT NULL,
  `a` int NOT NULL,
  `b` int NOT NULL,
  `t` varchar(20) DEFAULT NULL,
  `c` char(8) DEFAULT NULL,
  `note` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `t` (`t`,`id`),
  KEY `a` (`a`),
  KEY `b` (`b`),
  KEY `note` (`note`(5)),
  KEY `c` (`c`,`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=REDUNDANT;
