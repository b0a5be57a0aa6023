CREATE TABLE `past_9` (
  `c7` date NOT NULL DEFAULT '2039-03-12',
  `id` int(11) NOT NULL,
  `k` char(8) NOT NULL DEFAULT 'ü',
  `c1` varchar(400) NOT NULL DEFAULT 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',
  `c5` text DEFAULT 'default default default default default default default default default default default default default default default default default default default default default default default default default default default default default default ',
  `c8` enum('red','green','blue') DEFAULT 'blue',
  `c10` double DEFAULT 8145000,
  `c9` tinyint(3) unsigned NOT NULL,
  PRIMARY KEY (`k`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=REDUNDANT;
