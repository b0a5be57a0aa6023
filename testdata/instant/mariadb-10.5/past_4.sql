CREATE TABLE `past_4` (
  `c7` char(12) NOT NULL DEFAULT 'c444é',
  `c2` bigint(20) DEFAULT 1374997724198,
  `id` int(11) NOT NULL,
  `k` char(8) NOT NULL DEFAULT 'ü',
  `c1` enum('red','green','blue') DEFAULT NULL,
  `c6` tinyint(3) unsigned NOT NULL,
  PRIMARY KEY (`k`,`id`),
  KEY `second` (`c1`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPACT;
