CREATE TABLE `wide` (
  `id` int(11) NOT NULL,
  `c0` char(235) NOT NULL,
  `c1` char(235) NOT NULL,
  `c2` char(235) NOT NULL,
  `c3` char(235) NOT NULL,
  `c4` char(235) NOT NULL,
  `c5` char(235) NOT NULL,
  `c6` char(235) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=DYNAMIC;
