CREATE TABLE `past_5` (
  `c3` mediumblob NOT NULL,
  `id` int(11) NOT NULL,
  `c4` varchar(400) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=REDUNDANT;
