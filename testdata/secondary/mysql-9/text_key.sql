CREATE TABLE `text_key` (
  `code` varchar(30) COLLATE utf8mb4_unicode_ci NOT NULL,
  `n` int DEFAULT NULL,
  `d` decimal(9,3) NOT NULL,
  `descr` varchar(120) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  PRIMARY KEY (`code`),
  KEY `n` (`n`,`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC;
