// A MariaDB plugin for fixtures: encryption keys that have versions, which file_key_management's keys do not.
//
// Purpose   lets a real server write a tablespace whose pages are encrypted with several versions of one key.
// Keys      from the file rotating.keys in the server's data directory, a line "id;version;hex of 16 or 32 bytes" each,
//           which is what `--keyring` takes. The file is read anew each time: a line added is a key rotated.
// Build     cc -shared -fPIC -DMYSQL_DYNAMIC_PLUGIN -I/usr/include/mariadb/server rotating_keys.c -o rotating_keys.so
//           (headers: libmariadbd-dev); the server is started with --plugin-load-add=rotating_keys.so, and without another
//           key plugin.
// Source    the interface: mysql/plugin_encryption.h of the server's headers.
#include <mysql/plugin.h>
#include <mysql/plugin_encryption.h>
#include <stdio.h>
#include <string.h>

// The key of that id and version, or of the newest version where `version` is 0; returns the version found, 0: none.
static unsigned int find_key(unsigned int id, unsigned int version, unsigned char* key, unsigned int* length) {
  FILE* file = fopen("rotating.keys", "r");
  char line[256];
  unsigned int found = 0;
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    unsigned int line_id = 0, line_version = 0, at = 0, byte = 0;
    int start = 0;
    if (sscanf(line, "%u;%u;%n", &line_id, &line_version, &start) != 2 || start == 0 || line_id != id) continue;
    if (version != 0 ? line_version != version : line_version < found) continue;
    found = line_version;
    for (const char* hex = line + start; at < 32 && sscanf(hex, "%2x", &byte) == 1; hex += 2) {
      if (key != NULL) key[at] = (unsigned char)byte;
      ++at;
    }
    *length = at;
  }
  if (file != NULL) fclose(file);
  return found;
}

static unsigned int latest_version(unsigned int id) {
  unsigned int length = 0;
  const unsigned int found = find_key(id, 0, NULL, &length);
  return found != 0 ? found : ENCRYPTION_KEY_VERSION_INVALID;
}

static unsigned int get_key(unsigned int id, unsigned int version, unsigned char* key, unsigned int* length) {
  const unsigned int room = *length;
  unsigned char found[32];
  if (version == 0 || find_key(id, version, found, length) == 0) return ENCRYPTION_KEY_VERSION_INVALID;
  if (key == NULL || room < *length) return ENCRYPTION_KEY_BUFFER_TOO_SMALL;
  memcpy(key, found, *length);
  return 0;
}

// No cipher of its own: the server uses AES-CBC and AES-CTR.
static struct st_mariadb_encryption descriptor = {
    MariaDB_ENCRYPTION_INTERFACE_VERSION, latest_version, get_key, 0, 0, 0, 0, 0,
};

maria_declare_plugin(rotating_keys){
    MariaDB_ENCRYPTION_PLUGIN,
    &descriptor,
    "rotating_keys",
    "innosalvage",
    "Keys with versions, for fixtures",
    PLUGIN_LICENSE_BSD,
    NULL,
    NULL,
    0x0100,
    NULL,
    NULL,
    "1.0",
    MariaDB_PLUGIN_MATURITY_STABLE,
} maria_declare_plugin_end;
