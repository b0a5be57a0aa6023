CREATE TABLE `encrypted_zip` (
  `id` int NOT NULL,
  `name` varchar(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `amount` decimal(12,3) DEFAULT NULL,
  `made` datetime(3) DEFAULT NULL,
  `note` text,
  PRIMARY KEY (`id`),
  KEY `by_amount` (`amount`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 ENCRYPTION='Y';
