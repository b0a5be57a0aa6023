CREATE TABLE `past_11` (
  `id` int(11) NOT NULL,
  `c3` varbinary(300) DEFAULT NULL,
  `c5` binary(6) DEFAULT NULL,
  `c4` text NOT NULL DEFAULT 'default ',
  `c6` decimal(12,3) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPACT;
