CREATE TABLE `ft` (
  `id` int(11) NOT NULL,
  `pad` varchar(200) DEFAULT NULL,
  `t` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  FULLTEXT KEY `t` (`t`),
  FULLTEXT KEY `pad` (`pad`,`t`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
