CREATE TABLE `ve` (
  `id` int(11) NOT NULL,
  `pad` varchar(200) DEFAULT NULL,
  `v` vector(8) NOT NULL,
  PRIMARY KEY (`id`),
  VECTOR KEY `v` (`v`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
