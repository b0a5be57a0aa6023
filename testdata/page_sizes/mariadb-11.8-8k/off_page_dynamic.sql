CREATE TABLE `off_page_dynamic` (
  `id` int(11) NOT NULL,
  `t` longtext DEFAULT NULL,
  `b` longblob DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=DYNAMIC;
