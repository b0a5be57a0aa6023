create table a.b(c int primary key,d double precision check((((((c>0)))))),e uuid,f inet6,g national varchar(3),h serial,i long varbinary)/*M!100500 with system versioning*/;
CREATE TABLE `x``y` (`a` int) /*!50000 ENGINE=InnoDB /* nested */ */ # end
