CREATE TABLE `text_key` (
  `code` varchar(30) NOT NULL,
  `n` int(11) DEFAULT NULL,
  `d` decimal(9,3) NOT NULL,
  `descr` varchar(120) DEFAULT NULL,
  PRIMARY KEY (`code`),
  KEY `n` (`n`,`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC;
