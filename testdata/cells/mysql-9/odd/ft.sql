CREATE TABLE `ft` (
  `id` int NOT NULL,
  `pad` varchar(200) DEFAULT NULL,
  `t` text,
  PRIMARY KEY (`id`),
  FULLTEXT KEY `t` (`t`),
  FULLTEXT KEY `pad` (`pad`,`t`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
