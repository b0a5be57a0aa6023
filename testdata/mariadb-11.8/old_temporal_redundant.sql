CREATE TABLE `old_temporal_redundant` (
  `id` int(11) NOT NULL,
  `t0` time /* mariadb-5.3 */ DEFAULT NULL,
  `t3` time(3) /* mariadb-5.3 */ DEFAULT NULL,
  `t6` time(6) /* mariadb-5.3 */ DEFAULT NULL,
  `d0` datetime /* mariadb-5.3 */ DEFAULT NULL,
  `d6` datetime(6) /* mariadb-5.3 */ DEFAULT NULL,
  `s0` timestamp /* mariadb-5.3 */ NULL DEFAULT NULL,
  `s2` timestamp(2) /* mariadb-5.3 */ NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=REDUNDANT;
