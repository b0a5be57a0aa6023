CREATE TABLE `past_5` (
  `id` int NOT NULL,
  `c7` enum('red','green','blue') NOT NULL DEFAULT 'green',
  `c4` mediumblob NOT NULL,
  `c6` varchar(400) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=REDUNDANT;
