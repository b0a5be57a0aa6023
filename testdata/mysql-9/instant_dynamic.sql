CREATE TABLE `instant_dynamic` (
  `first_now` int DEFAULT '42',
  `id` int NOT NULL,
  `a` varchar(10) DEFAULT NULL,
  `d` varchar(20) NOT NULL DEFAULT 'dflt',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
