CREATE TABLE `orders` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `customer` varchar(40) NOT NULL,
  `placed` datetime DEFAULT NULL,
  `note` text DEFAULT NULL,
  `amount` bigint(20) DEFAULT NULL,
  `day` date NOT NULL,
  `share` double DEFAULT NULL,
  `code` char(3) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `day` (`day`,`amount`),
  KEY `customer` (`customer`(5))
) ENGINE=InnoDB AUTO_INCREMENT=5511 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
