CREATE TABLE `off_page_dynamic` (
  `id` int NOT NULL,
  `t` longtext,
  `b` longblob,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=DYNAMIC;
