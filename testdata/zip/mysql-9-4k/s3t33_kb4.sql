CREATE TABLE `s3t33_kb4` (
  `id` int NOT NULL,
  `k` int NOT NULL DEFAULT '0',
  `c0` varbinary(60) DEFAULT NULL,
  KEY `id` (`id`),
  KEY `k0` (`c0`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
