CREATE TABLE `odd.name` (
  `a` varbinary(8) NOT NULL,
  `b` bit(9) DEFAULT NULL,
  `c` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
