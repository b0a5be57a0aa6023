CREATE TABLE `s3t2_kb8` (
  `id` int NOT NULL,
  `k` int NOT NULL DEFAULT '0',
  `c0` bigint NOT NULL DEFAULT '0',
  `c1` decimal(12,4) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k1` (`c1`,`k`),
  KEY `k0` (`c0`,`k`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
