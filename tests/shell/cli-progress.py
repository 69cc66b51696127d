#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a gx that downloads three files in a pseudo-terminal, and say what it drew.

    cli-progress.py COLUMNS[:REGEX] [COLUMNS:REGEX]... OUTPUT -- COMMAND ARGUMENT...

A server of our own keeps back the end of each file until what is drawn matches REGEX, so that
nothing depends on speed; then the window gets the next COLUMNS, and the next REGEX is waited for.
{PORT} in the arguments is the server's port.  The raw output goes to OUTPUT; printed are the
states of the line, one a line, and at the end the exit status and what stays on the screen.
"""
import fcntl
import http.server
import os
import pty
import re
import struct
import sys
import termios
import threading

SIZE, PATIENCE = 400000, 600
seen = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        body = self.path.encode() * (SIZE // len(self.path))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:SIZE // 2])
        self.wfile.flush()
        seen.wait(PATIENCE)
        self.wfile.write(body[SIZE // 2:])


def window(fd, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))


def screen(raw):
    """What stays: lines after carriage returns and erasures."""
    lines = [""]
    for part in re.split(r"(\r\n|\r|\x1b\[K)", raw):
        if part == "\r\n":
            lines.append("")
        elif part == "\r":
            lines[-1] = "\0" + lines[-1]
        elif part == "\x1b[K":
            lines[-1] = "" if lines[-1].startswith("\0") else lines[-1]
        elif part:
            lines[-1] = part if lines[-1].startswith("\0") else lines[-1] + part
    return [line.lstrip("\0") for line in lines if line.strip("\0")]


def start(columns, command):
    """The terminal of COMMAND, what it writes to standard output, and its process."""
    out, stdout = os.pipe()
    pid, fd = pty.fork()
    if pid == 0:
        window(0, columns)      # before gx looks
        os.dup2(stdout, 1)
        os.execvp(command[0], command)
    os.close(stdout)
    return fd, out, pid


def watch(fd, steps):
    """All that is drawn, going through STEPS on the way."""
    raw, mark = b"", 0
    while True:
        while steps and re.search(steps[0][1].encode(), raw[mark:]):
            del steps[0]
            mark = len(raw)
            if steps:
                window(fd, steps[0][0])
        if not steps:
            seen.set()
        try:
            data = os.read(fd, 65536)
        except OSError:
            return raw
        if not data:
            return raw
        raw += data


def main(steps, output, command):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [word.replace("{PORT}", str(server.server_address[1])) for word in command]
    fd, out, pid = start(steps[0][0], command)
    raw = watch(fd, steps)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with open(output, "wb") as file:
        file.write(raw)
    text = raw.decode()
    for state in re.findall(r"\r([^\r\n\x1b]+)\x1b\[K", text):
        print("line:", state)
    for line in screen(text):
        print("stays:", line)
    print("stdout:", " ".join(os.read(out, 65536).decode().split()))
    print("status:", status)


split = sys.argv.index("--")
main([step.partition(":")[::2] for step in sys.argv[1:split - 1]], sys.argv[split - 1],
     sys.argv[split + 1:])
