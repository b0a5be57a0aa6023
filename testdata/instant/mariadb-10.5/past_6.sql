CREATE TABLE `past_6` (
  `id` int(11) NOT NULL,
  `k` char(8) NOT NULL DEFAULT 'ü',
  `c1` enum('red','green','blue') DEFAULT NULL,
  `c3` date NOT NULL DEFAULT '2019-01-10',
  PRIMARY KEY (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;
