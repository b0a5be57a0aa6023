CREATE TABLE `s3t39_kb8` (
  `id` int NOT NULL,
  `k` int NOT NULL DEFAULT '0',
  `c0` varbinary(60) DEFAULT NULL,
  `c1` varchar(90) DEFAULT NULL,
  `c2` varchar(90) DEFAULT NULL,
  `c3` datetime DEFAULT NULL,
  `c4` smallint DEFAULT NULL,
  PRIMARY KEY (`id`,`k`),
  KEY `k1` (`c1`,`k`),
  KEY `k0` (`c0`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
