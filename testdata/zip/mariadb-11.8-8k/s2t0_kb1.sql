CREATE TABLE `s2t0_kb1` (
  `id` int(11) NOT NULL,
  `k` int(11) NOT NULL DEFAULT 0,
  `c0` varchar(90) DEFAULT NULL,
  `c1` varbinary(60) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k0` (`c0`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=1;
