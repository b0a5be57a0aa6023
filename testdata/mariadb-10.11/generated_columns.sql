CREATE TABLE `generated_columns` (
  `a` int(11) DEFAULT NULL,
  `v` int(11) GENERATED ALWAYS AS (`a` + 1) VIRTUAL,
  `id` int(11) NOT NULL,
  `s` varchar(20) GENERATED ALWAYS AS (concat('a=',`a`)) STORED,
  `z` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
