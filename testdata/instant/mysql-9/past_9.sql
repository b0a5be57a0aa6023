CREATE TABLE `past_9` (
  `id` int NOT NULL,
  `k` char(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'ü',
  `c8` varchar(400) NOT NULL DEFAULT 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',
  `c3` double NOT NULL,
  `c9` binary(255) NOT NULL,
  `c10` varchar(20) NOT NULL DEFAULT 'v810',
  `c11` binary(6) DEFAULT NULL,
  PRIMARY KEY (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPACT;
