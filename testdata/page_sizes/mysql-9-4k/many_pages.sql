CREATE TABLE `many_pages` (
  `id` int NOT NULL,
  `filler` char(250) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=DYNAMIC;
