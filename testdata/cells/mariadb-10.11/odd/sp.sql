CREATE TABLE `sp` (
  `id` int(11) NOT NULL,
  `pad` varchar(200) DEFAULT NULL,
  `g` point NOT NULL,
  `area` polygon DEFAULT NULL,
  PRIMARY KEY (`id`),
  SPATIAL KEY `g` (`g`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
