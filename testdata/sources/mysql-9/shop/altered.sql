CREATE TABLE `altered` (
  `e` int DEFAULT '7',
  `id` int NOT NULL,
  `a` varchar(10) DEFAULT NULL,
  `c` int DEFAULT NULL,
  `d` varchar(20) NOT NULL DEFAULT 'it''s',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
