CREATE TABLE `orders` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `customer` varchar(40) NOT NULL,
  `placed` datetime DEFAULT NULL,
  `note` text,
  `amount` bigint DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `customer` (`customer`)
) /*!50100 TABLESPACE `many` */ ENGINE=InnoDB AUTO_INCREMENT=601 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
