CREATE TABLE `orders` (
  `id` int(11) NOT NULL,
  `customer` varchar(60) NOT NULL,
  `price` decimal(8,2) DEFAULT NULL,
  `note` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `customer` (`customer`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
