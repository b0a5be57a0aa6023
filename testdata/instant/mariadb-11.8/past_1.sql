CREATE TABLE `past_1` (
  `c2` varchar(20) DEFAULT 'v320',
  `id` int(11) NOT NULL,
  `c1` tinyint(3) unsigned DEFAULT NULL,
  `c4` bigint(20) DEFAULT NULL,
  KEY `id` (`id`),
  KEY `second` (`c1`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=REDUNDANT;
