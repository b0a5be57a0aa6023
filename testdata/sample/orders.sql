CREATE TABLE `orders` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `customer` varchar(80) NOT NULL,
  `city` varchar(60) DEFAULT NULL,
  `ordered_at` datetime NOT NULL,
  `amount` decimal(10,2) NOT NULL,
  `status` enum('new','paid','shipped','returned') NOT NULL DEFAULT 'new',
  `notes` text,
  PRIMARY KEY (`id`),
  KEY `by_customer` (`customer`),
  KEY `by_date` (`ordered_at`)
) ENGINE=InnoDB AUTO_INCREMENT=3223 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
