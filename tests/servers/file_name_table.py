#!/usr/bin/env python3
"""Writes parser/file_name_letters.cc: the letters that have a two-character form in the servers' file name encoding.

  file_name_table.py CLIENT...  >parser/file_name_letters.cc

CLIENT: the command of a MariaDB client, e.g. mariadb --socket=/run/mysqld/mysqld.sock. The server itself encodes every
character of the BMP; nothing is taken from its sources.
"""
import subprocess
import sys


def main():
    code_points = [c for c in range(0x80, 0x10000) if not 0xD800 <= c < 0xE000]
    form = 'HEX(CONVERT(CONVERT(_ucs2 0x%04X USING filename) USING binary))'
    step = 64
    statements = ['SELECT ' + ','.join(form % c for c in code_points[i:i + step]) + ';'
                  for i in range(0, len(code_points), step)]
    answer = subprocess.run(sys.argv[1:] + ['-N'], input='\n'.join(statements), text=True, capture_output=True,
                            check=True).stdout.split()
    letters = []
    for code_point, encoded in zip(code_points, answer, strict=True):
        if len(encoded) == 6:
            _, first, second = bytes.fromhex(encoded)
            letters.append(((first - 0x30) * 80 + second - 0x30, code_point))
    letters.sort()
    print('// Made by tests/servers/file_name_table.py from a server\'s own answers.')
    print('#include "parser/file_name_encoding.h"\n')
    print('namespace innosalvage {\n')
    print('const std::array<FileNameLetter, %d> kFileNameLetters = {{' % len(letters))
    line = '   '
    for code, code_point in letters:
        item = ' {%d, 0x%x},' % (code, code_point)
        if len(line) + len(item) > 118:
            print(line)
            line = '   '
        line += item
    print(line)
    print('}};\n\n}  // namespace innosalvage')


main()
