// Fuzz target: SQL text with table definitions (parser/ddl_parser.h). Any text ends in a DdlScript.
#include <cstdint>
#include <string>

#include "parser/ddl_parser.h"
#include "tests/fuzz/text_mutator.h"

TEXT_MUTATOR("CREATE", "TABLE", "TEMPORARY", "IF", "NOT", "EXISTS", "LIKE", "SELECT", "ALTER", "ADD", "DROP", "RENAME",
             "TO", "USE", "DATABASE", "VIEW", "TRIGGER", "PROCEDURE", "EVENT", "DELIMITER", "BEGIN", "END", "SET",
             "PRIMARY", "UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "FOREIGN", "REFERENCES", "CONSTRAINT", "CHECK",
             "NULL", "DEFAULT", "COMMENT", "AUTO_INCREMENT", "ON", "UPDATE", "CASCADE", "GENERATED", "ALWAYS", "AS",
             "STORED", "VIRTUAL", "PERSISTENT", "INVISIBLE", "CHARSET", "CHARACTER", "COLLATE", "utf8mb4", "utf16",
             "binary", "ENGINE", "InnoDB", "ROW_FORMAT", "COMPRESSED", "KEY_BLOCK_SIZE", "PARTITION", "BY", "RANGE",
             "LIST", "HASH", "COLUMNS", "VALUES", "LESS", "THAN", "MAXVALUE", "IN", "SUBPARTITION", "SUBPARTITIONS",
             "PARTITIONS", "WITH", "SYSTEM", "VERSIONING", "PERIOD", "FOR", "INT", "UNSIGNED", "ZEROFILL", "BIGINT",
             "DECIMAL", "NUMERIC", "FLOAT", "DOUBLE", "BIT", "YEAR", "DATE", "TIME", "DATETIME", "TIMESTAMP", "CHAR",
             "VARCHAR", "NATIONAL", "VARBINARY", "TINYTEXT", "LONGBLOB", "ENUM", "JSON", "GEOMETRY", "POINT", "UUID",
             "INET6", "VECTOR", "SERIAL", "BOOLEAN", "FIRST", "AFTER", "MODIFY", "CHANGE", "COLUMN", "SEQUENCE",
             "/*!50100", "*/", "/*M!100100", "--", "(", ")", ",", ";", "=", "0x41", "x'41'", "b'1'", "_latin1")

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  innosalvage::ParseDdl(std::string_view(std::string(data, data + size)), innosalvage::DdlOptions{});
  return 0;
}
