USE rebuilt;
CREATE TABLE ledger (id INT NOT NULL, marker VARCHAR(40) NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (id), KEY by_marker (marker)) ENGINE=InnoDB CHARACTER SET latin1;
CREATE TABLE twin (id INT NOT NULL, marker VARCHAR(40) NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (id), KEY by_marker (marker)) ENGINE=InnoDB CHARACTER SET latin1;
