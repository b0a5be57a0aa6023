CREATE TABLE `s3t10_kb4` (
  `id` int NOT NULL,
  `k` int NOT NULL DEFAULT '0',
  `c0` binary(7) DEFAULT NULL,
  KEY `id` (`id`),
  KEY `k0` (`c0`,`k`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
