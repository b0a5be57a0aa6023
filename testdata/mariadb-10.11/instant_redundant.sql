CREATE TABLE `instant_redundant` (
  `first_now` int(11) DEFAULT 42,
  `id` int(11) NOT NULL,
  `a` varchar(10) DEFAULT NULL,
  `d` varchar(20) NOT NULL DEFAULT 'dflt',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=REDUNDANT;
