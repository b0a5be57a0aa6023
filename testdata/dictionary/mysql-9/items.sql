CREATE TABLE `items` (
  `order_id` int unsigned NOT NULL,
  `pos` smallint NOT NULL,
  `price` decimal(10,2) DEFAULT NULL,
  `state` enum('new','sent','back') NOT NULL,
  PRIMARY KEY (`order_id`,`pos`),
  CONSTRAINT `item_order` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE
) /*!50100 TABLESPACE `many` */ ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
