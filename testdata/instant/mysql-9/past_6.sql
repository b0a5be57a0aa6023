CREATE TABLE `past_6` (
  `id` int NOT NULL,
  `k` char(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'ü',
  `c4` enum('red','green','blue') NOT NULL,
  `c5` date NOT NULL DEFAULT '2019-01-10',
  PRIMARY KEY (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
