-- MySQL dump 10.13
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!50503 SET NAMES utf8mb4 */;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop`;
USE `shop`;
DROP TABLE IF EXISTS `t`;
CREATE TABLE `t` (`id` int NOT NULL, `b` blob, `v` varchar(9) GENERATED ALWAYS AS (concat(`id`)) VIRTUAL, PRIMARY KEY (`id`));
INSERT INTO `t` (`id`, `b`) VALUES (1,_binary 'a\0\'b\Z\n'),(2,0x00FF),(-3,NULL),(4,x'41'),(5,b'0101'),(6,DEFAULT);
REPLACE INTO t SET x=1;
INSERT IGNORE INTO `shop`.`t` VALUES (7,'it''s', CONVERT('x' USING latin1)) ON DUPLICATE KEY UPDATE id=1;
DELIMITER ;;
/*!50003 CREATE*/ /*!50003 TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW BEGIN SET NEW.id = 1; END */;;
DELIMITER ;
insert into t values (1e3, 1.5, "double", _latin1'x' 'y', @v, (1+2));
