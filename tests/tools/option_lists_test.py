#!/usr/bin/env python3
"""Each command's --help, docs/cli.md, the man page and the shell completion name the same options, none more and none less."""

import re
import subprocess
import unittest

from tool_run import SOURCE, ToolTest

COMMANDS = ("triage", "salvage", "carve", "schema", "inspect", "merge", "verify")
WITH_COMMON = ("triage", "salvage", "schema")
OPTION = re.compile(r"(?<![\w-])--[a-z0-9][a-z0-9-]*")


def options_of_cli_md():
    """{command: options in the first cells of the tables of its section}"""
    found = {command: set() for command in COMMANDS}
    concerned = ()
    for line in (SOURCE / "docs" / "cli.md").read_text("utf-8").split("\n"):
        if line.startswith("## "):
            words = line[3:].split(", ")
            concerned = WITH_COMMON if words == ["Common options"] else [word for word in words if word in COMMANDS]
        elif table := re.match(r"\| option of (\w+) \|", line):
            concerned = [table.group(1)]
        elif line.startswith("`salvage` and `schema` have one more"):
            concerned = ("salvage", "schema")
        elif line.startswith("| `-"):
            for command in concerned:
                found[command] |= set(OPTION.findall(line.split(" | ")[0]))
    return found


def options_of_man_page():
    """{command: options in the tags of OPTIONS, the common ones and those under its own heading}"""
    found = {command: set() for command in COMMANDS}
    concerned, is_tag = (), False
    text = (SOURCE / "docs" / "man" / "innosalvage.1").read_text("utf-8").replace("\\-", "-")
    for line in text[text.index("\n.SH OPTIONS\n"):text.index("\n.SH EXIT STATUS\n")].split("\n"):
        if line == ".SH OPTIONS":
            concerned = WITH_COMMON
        elif line.startswith(".SS "):
            concerned = line[4:].split(", ")
        elif is_tag:
            for command in concerned:
                found[command] |= set(OPTION.findall(line))
        is_tag = line == ".TP"
    return found


class OptionLists(ToolTest):
    def options_of_help(self, command):
        text = self.expect(0, command, "--help").out
        found = {option for line in text.split("\n") if (tag := re.match(r" +((-\w,)?--[\w-]+)", line))
                 for option in OPTION.findall(tag.group(1))}
        self.assertIn("--help", found)
        return found - {"--help"}

    def options_of_completion(self, command):
        done = subprocess.run(
            ["bash", "-c", f". '{SOURCE}/tools/completion/innosalvage.bash'; COMP_WORDS=(innosalvage {command} --); COMP_CWORD=2;"
             ' _innosalvage; printf "%s\\n" "${COMPREPLY[@]}"'], stdout=subprocess.PIPE, check=True)
        return set(done.stdout.decode().split()) - {"--help"}

    def test_every_command_is_known(self):
        listed = re.findall(r"^  (\w+) +\S", self.expect(0, "--help").out.partition("Subcommands")[2], re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(COMMANDS))

    def test_each_names_what_help_names(self):
        documented, in_man_page = options_of_cli_md(), options_of_man_page()
        for command in COMMANDS:
            known = self.options_of_help(command)
            self.assertGreater(len(known), 1)
            for where, named in (("docs/cli.md", documented[command]), ("the man page", in_man_page[command] - {"--help", "--version"}),
                                 ("the shell completion", self.options_of_completion(command))):
                with self.subTest(command=command, where=where):
                    self.assertEqual(sorted(known - named), [], f"not named by {where}")
                    self.assertEqual(sorted(named - known), [], f"named by {where}, and unknown to {command}")


if __name__ == "__main__":
    unittest.main()
