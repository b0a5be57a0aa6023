CREATE TABLE `one_indexed` (
  `id` int NOT NULL,
  `debit` int NOT NULL,
  `credit` int NOT NULL,
  `first` varchar(30) NOT NULL,
  `last` varchar(30) NOT NULL,
  `x` varchar(9) DEFAULT NULL,
  `y` varchar(9) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `credit` (`credit`),
  KEY `last` (`last`(10))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
