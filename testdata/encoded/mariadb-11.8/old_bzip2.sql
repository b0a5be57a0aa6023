CREATE TABLE `old_bzip2` (
  `id` int(11) NOT NULL,
  `name` varchar(120) NOT NULL,
  `amount` decimal(12,3) DEFAULT NULL,
  `made` datetime(3) DEFAULT NULL,
  `note` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `by_amount` (`amount`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci `PAGE_COMPRESSED`='1';
