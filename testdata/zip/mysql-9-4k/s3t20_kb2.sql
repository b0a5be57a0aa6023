CREATE TABLE `s3t20_kb2` (
  `id` int NOT NULL,
  `k` int NOT NULL DEFAULT '0',
  `c0` text,
  `c1` varchar(20) DEFAULT NULL,
  `c2` varchar(90) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k2` (`c2`),
  KEY `k1` (`c1`,`k`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=2;
