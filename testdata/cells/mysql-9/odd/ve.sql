CREATE TABLE `ve` (
  `id` int NOT NULL,
  `pad` varchar(200) DEFAULT NULL,
  `v` vector(8) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
