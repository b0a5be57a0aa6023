CREATE TABLE `s2t19_kb2` (
  `id` int(11) NOT NULL,
  `k` int(11) NOT NULL DEFAULT 0,
  `c0` datetime DEFAULT NULL,
  `c1` bigint(20) NOT NULL DEFAULT 0,
  `c2` decimal(12,4) DEFAULT NULL,
  `c3` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k1` (`c1`),
  KEY `k2` (`c2`,`k`),
  KEY `k0` (`c0`,`k`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=2;
