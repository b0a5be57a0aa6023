CREATE TABLE `past_3` (
  `c5` mediumblob,
  `id` int NOT NULL,
  `k` varchar(30) NOT NULL DEFAULT 'k',
  `c1` binary(6) NOT NULL,
  `c8` int DEFAULT NULL,
  `c7` tinyint unsigned NOT NULL,
  `c9` double DEFAULT '17650000',
  `c3` datetime(3) NOT NULL,
  `c10` text NOT NULL,
  `c6` varchar(400) NOT NULL,
  PRIMARY KEY (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
