-- testdata/odd/mariadb-11.8: fed to a MariaDB 11.8 server, which was then ended cleanly; schema.sql is what mariadb-dump
-- --no-data printed. The full-text index's own files are those of `ft`.
CREATE DATABASE odd; USE odd;
CREATE TABLE ft (id INT PRIMARY KEY, t TEXT, FULLTEXT KEY ft (t)) ENGINE=InnoDB;
INSERT INTO ft VALUES (1,'quick brown fox'),(2,'lazy dog sleeps');
CREATE TABLE sp (id INT PRIMARY KEY, g POINT NOT NULL, SPATIAL KEY (g)) ENGINE=InnoDB;
INSERT INTO sp VALUES (1,ST_GeomFromText('POINT(1 2)')),(2,ST_GeomFromText('POINT(3 4)'));
CREATE TABLE `a-b c@x` (id INT PRIMARY KEY, v VARCHAR(9)) ENGINE=InnoDB; INSERT INTO `a-b c@x` VALUES (1,'x');
CREATE SEQUENCE s1 START WITH 100 INCREMENT BY 10 ENGINE=InnoDB; SELECT NEXTVAL(s1); SELECT NEXTVAL(s1);
CREATE SEQUENCE s2 START 5 MINVALUE 1 MAXVALUE 99 CYCLE NOCACHE ENGINE=InnoDB;
CREATE TABLE lu (id INT PRIMARY KEY, t TEXT, b BLOB, UNIQUE KEY t (t), UNIQUE KEY b (b)) ENGINE=InnoDB;
INSERT INTO lu VALUES (1,REPEAT('a',5000),'x'),(2,'b',NULL),(3,NULL,'y');
CREATE TABLE vec (id INT PRIMARY KEY, v VECTOR(3) NOT NULL, VECTOR INDEX (v)) ENGINE=InnoDB;
INSERT INTO vec VALUES (1,VEC_FromText('[1,2,3]')),(2,VEC_FromText('[4,5,6]'));
