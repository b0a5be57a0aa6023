// What the comments of a dump say about where it came from. Internal to the CREATE TABLE reader (ddl_parser.h).
//
// Shape     "-- MySQL dump 10.13  Distrib 5.7.33, for Linux (x86_64)", "-- Server version\t10.5.23-MariaDB-log",
//           "-- Host: localhost    Database: shop", "-- Current Database: `shop`", and phpMyAdmin's "-- Server version:
//           10.4.11-MariaDB", in any language.
// Source    client/mysqldump.cc write_header (MySQL 8.0, MariaDB 10.11).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parser/ddl_resolve.h"

namespace innosalvage {

std::optional<DdlPlatform> PlatformInComment(std::string_view comment);
std::optional<std::string> DatabaseInComment(std::string_view comment);

}  // namespace innosalvage
