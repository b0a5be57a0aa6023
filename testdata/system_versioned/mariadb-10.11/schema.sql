-- MariaDB dump 10.19  Distrib 10.11.18-MariaDB
CREATE TABLE `v1` (
  `id` int(11) NOT NULL,
  `a` varchar(10) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
CREATE TABLE `v2` (
  `id` int(11) NOT NULL,
  `a` varchar(10) DEFAULT NULL,
  `rs` timestamp(6) GENERATED ALWAYS AS ROW START,
  `re` timestamp(6) GENERATED ALWAYS AS ROW END,
  PRIMARY KEY (`id`,`re`),
  PERIOD FOR SYSTEM_TIME (`rs`, `re`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
CREATE TABLE `v3` (
  `id` int(11) NOT NULL,
  `a` varchar(10) DEFAULT NULL,
  `rs` bigint(20) unsigned GENERATED ALWAYS AS ROW START,
  `re` bigint(20) unsigned GENERATED ALWAYS AS ROW END,
  PRIMARY KEY (`id`,`re`),
  PERIOD FOR SYSTEM_TIME (`rs`, `re`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING;
