CREATE TABLE `s1t4_kb1` (
  `id` int(11) NOT NULL,
  `k` int(11) NOT NULL DEFAULT 0,
  `c0` bigint(20) NOT NULL DEFAULT 0,
  `c1` varchar(20) DEFAULT NULL,
  `c2` longtext DEFAULT NULL,
  `c3` varbinary(60) DEFAULT NULL,
  `c4` binary(7) DEFAULT NULL,
  `c5` text DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=1;
