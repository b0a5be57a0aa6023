CREATE TABLE `past_1` (
  `id` int NOT NULL,
  `c1` tinyint unsigned DEFAULT NULL,
  `c6` varchar(20) NOT NULL DEFAULT 'v780',
  `c8` enum('red','green','blue') DEFAULT 'blue',
  `c7` binary(6) DEFAULT NULL,
  KEY `id` (`id`),
  KEY `second` (`c1`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=REDUNDANT;
