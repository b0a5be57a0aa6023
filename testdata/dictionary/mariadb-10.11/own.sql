CREATE TABLE `own` (
  `id` bigint(20) NOT NULL,
  `t` varchar(30) DEFAULT NULL,
  `d` date DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
