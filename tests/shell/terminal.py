#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive a program in a pseudo-terminal.

    terminal.py COMMAND ARGUMENT... <SCRIPT

Lines of SCRIPT:

    > TEXT          type TEXT and Enter
    | TEXT          type TEXT, and the tabulator for each `<Tab>' in it
    ^C              type that control character
    size ROWS COLS  change the window
    ? REGEX         wait until REGEX is printed, after what was matched last
    ok SENTENCE :: REGEX    the same, as a point of a test
    no SENTENCE :: REGEX    a point that holds if REGEX was not printed since the last match of all
    end STATUS SENTENCE     a point: the program ends with STATUS

For each point "ok SENTENCE" or "not ok SENTENCE" is printed; after what does not come, the rest
fails too and the end of the conversation is printed as comments.  What the program printed goes to
the file $PTY_OUTPUT, if that is set.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = float(os.environ.get("PTY_PATIENCE", "600"))
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
                     r"|\x1b[()#][A-Za-z0-9]|\x1b[=>A-Za-z78]|[\x00-\x08\x0e-\x1a\r]")


class Session:
    """A program at the other end of a terminal."""

    def __init__(self, argv):
        self.raw, self.seen, self.ended = b"", 0, False
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # Before the program looks.
            self.fd = 0
            self.resize(24, 80)
            os.execvp(argv[0], argv)

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def text(self):
        return ESCAPES.sub("", self.raw.decode("utf-8", "replace"))

    def read(self, seconds):
        """Take what comes within SECONDS; false when nothing can come any more."""
        if self.ended:
            return False
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            self.raw += data
            self.ended = not data
        return not self.ended

    def wait_for(self, regex):
        """Wait for REGEX beyond the last match, which this becomes."""
        limit, pattern = time.monotonic() + PATIENCE, re.compile(regex, re.M)
        while True:
            found = pattern.search(self.text(), self.seen)
            if found:
                self.seen = found.end()
                return True
            if time.monotonic() > limit or not self.read(0.5):
                # what was printed last may have come with the end
                found = pattern.search(self.text(), self.seen)
                self.seen = found.end() if found else self.seen
                return bool(found)

    def send(self, data):
        os.write(self.fd, data)

    def finish(self):
        """The exit status, as a shell tells it."""
        limit = time.monotonic() + PATIENCE
        while self.read(0.5):
            if time.monotonic() > limit:
                os.kill(self.pid, signal.SIGKILL)
        status = os.waitpid(self.pid, 0)[1]
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


def perform(session, line):
    """Do one line of the script: true, false, or None for what is no point."""
    word, _, rest = line.partition(" ")
    sentence, _, regex = rest.partition(" :: ")
    if word == ">":
        session.send(rest.encode() + b"\r")
    elif word == "|":
        session.send(rest.replace("<Tab>", "\t").encode())
    elif re.fullmatch(r"\^[A-Z\\]", word):
        session.send(bytes([ord(word[1]) - 64]))
    elif word == "size":
        session.resize(*map(int, rest.split()))
    elif word == "?":
        return session.wait_for(rest) or False
    elif word == "ok":
        return session.wait_for(regex)
    elif word == "no":
        return not re.search(regex, session.text(), re.M)
    elif word == "end":
        return session.finish() == int(sentence.split()[0])
    else:
        raise SystemExit("terminal.py: what is: " + line)
    return None


def main():
    session = Session(sys.argv[1:])
    broken = False
    for line in sys.stdin.read().splitlines():
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        point = word in ("ok", "no", "end")
        held = not broken and perform(session, line)
        if point:
            sentence = rest.partition(" :: ")[0]
            if word == "end":
                sentence = sentence.partition(" ")[2]
            print("ok" if held else "not ok", sentence, flush=True)
        if held is False and not broken and word != "no":
            broken = True
            print("# here: " + line)
            for said in session.text()[-2500:].splitlines():
                print("# | " + said)
    try:
        os.kill(session.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    if "PTY_OUTPUT" in os.environ:
        with open(os.environ["PTY_OUTPUT"], "w", encoding="utf-8") as file:
            file.write(session.text())


main()
