CREATE TABLE `past_3` (
  `c1` binary(6) NOT NULL,
  `c7` binary(6) NOT NULL,
  `id` int(11) NOT NULL,
  `k` varchar(30) NOT NULL DEFAULT 'k',
  `c2` tinyint(3) unsigned NOT NULL,
  `c9` mediumblob DEFAULT 'default ',
  `c6` date DEFAULT '2084-03-12',
  `c8` int(11) DEFAULT NULL,
  PRIMARY KEY (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=DYNAMIC;
