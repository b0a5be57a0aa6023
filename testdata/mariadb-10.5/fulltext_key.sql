CREATE TABLE `fulltext_key` (
  `id` int(11) NOT NULL,
  `t` text DEFAULT NULL,
  `n` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  FULLTEXT KEY `t` (`t`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;
