CREATE TABLE `rotated_zip` (
  `id` int(11) NOT NULL,
  `name` varchar(120) NOT NULL,
  `amount` decimal(12,3) DEFAULT NULL,
  `made` datetime(3) DEFAULT NULL,
  `note` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `by_amount` (`amount`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 `ENCRYPTED`=YES `ENCRYPTION_KEY_ID`=7;
