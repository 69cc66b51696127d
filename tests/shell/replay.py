# SPDX-License-Identifier: GPL-3.0-or-later
"""Replay the sessions of a manual in a terminal and compare what is printed.

usage: replay.py [--record] FILE SECTION

A session is the indented text below the heading "## SECTION" of FILE.  Lines that start with
"$ " or "[env] $ " are typed once that prompt is there; the others are what must be printed, in
which "…" stands for anything and a line of "…" alone for any lines.  One point of TAP for each
command; --record prints the session as it is now instead."""
import os
import pty
import re
import select
import signal
import sys
import time

PROMPTS = ("[env] $ ", "$ ")
TIMEOUT = 1200
CONTROL = re.compile(r"\x1b\[[?0-9;]*[a-zA-Z]|\x1b[=>]|[\r\x07]")


def session(file, section):
    """The (PROMPT, COMMAND, LINES) of SECTION."""
    steps, inside = [], False
    with open(file, encoding="utf-8") as text:
        for line in text:
            if line.startswith("## "):
                inside = line[3:].strip() == section
            if not inside or not line.startswith("    "):
                continue
            line = line[4:].rstrip("\n")
            prompt = next((p for p in PROMPTS if line.startswith(p)), None)
            if prompt:
                steps.append((prompt, line[len(prompt):], []))
            elif steps:
                steps[-1][2].append(line)
    return steps


class Terminal:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp("bash", ["bash", "--noprofile", "--rcfile", os.devnull, "-i"])
        self.seen = ""
        self.ready = False

    def type(self, text):
        os.write(self.fd, (text + "\n").encode())

    def read_to(self, prompt):
        """What is printed before PROMPT comes, or None when it does not come."""
        end = time.monotonic() + TIMEOUT
        while not self.seen.endswith("\n" + prompt) and self.seen != prompt:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return None
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return None
            self.seen = CONTROL.sub("", self.seen + data.decode(errors="replace"))
        text, self.seen = self.seen[:-len(prompt)], ""
        return text.splitlines()

    def close(self):
        os.close(self.fd)       # which hangs up on whatever runs there
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def matches(wanted, got):
    """Do the lines GOT look like WANTED?"""
    parts = ["(?:.*\n)*" if line == "…" else
             ".*".join(re.escape(part) for part in line.split("…")) + "\n" for line in wanted]
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in got)) is not None


def main():
    record = sys.argv[1] == "--record"
    steps = session(*sys.argv[-2:])
    terminal = Terminal()
    # the prompt, and no echo of what is typed
    terminal.type("stty -echo cols 100; PS1='$ '; unset PROMPT_COMMAND")
    terminal.seen = ""
    terminal.read_to("$ ")
    failed = not steps
    for number, (prompt, command, wanted) in enumerate(steps, 1):
        after = steps[number][0] if number < len(steps) else prompt
        terminal.type(command)
        got = terminal.read_to(after)
        if record:
            print("    " + prompt + command, *["    " + line for line in got or []], sep="\n")
            continue
        good = got is not None and matches(wanted, got)
        print("%sok %d - %s" % ("" if good else "not ", number, command), flush=True)
        if not good:
            failed = True
            shown = terminal.seen.splitlines() if got is None else got
            print(*["# wanted: " + line for line in wanted], *["# got: " + line for line in shown],
                  sep="\n", flush=True)
            if got is None:
                break
    terminal.close()
    if not record:
        print("1..%d" % len(steps))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
