CREATE TABLE `generated_columns` (
  `a` int DEFAULT NULL,
  `v` int GENERATED ALWAYS AS ((`a` + 1)) VIRTUAL,
  `id` int NOT NULL,
  `s` varchar(20) GENERATED ALWAYS AS (concat(_utf8mb4'a=',`a`)) STORED,
  `z` int DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
