CREATE TABLE `items` (
  `order_id` int(10) unsigned NOT NULL,
  `pos` smallint(6) NOT NULL,
  `price` decimal(10,2) DEFAULT NULL,
  `state` enum('new','sent','back') NOT NULL,
  PRIMARY KEY (`order_id`,`pos`),
  CONSTRAINT `item_order` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
