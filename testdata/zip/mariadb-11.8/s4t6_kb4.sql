CREATE TABLE `s4t6_kb4` (
  `id` int(11) NOT NULL,
  `k` int(11) NOT NULL DEFAULT 0,
  `c0` int(11) DEFAULT NULL,
  `c1` int(11) DEFAULT NULL,
  `c2` smallint(6) DEFAULT NULL,
  `c3` varchar(300) DEFAULT NULL,
  `c4` bigint(20) NOT NULL DEFAULT 0,
  `c5` varchar(300) DEFAULT NULL,
  `c6` datetime DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k5` (`c5`(30))
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
