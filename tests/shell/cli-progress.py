#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a gx that downloads three files in a pseudo-terminal, and say what it drew.

    cli-progress.py COLUMNS[,COLUMNS] OUTPUT COMMAND ARGUMENT...

A server of our own sends each file in pieces, the next one only when the line on the screen has
changed, so that nothing depends on speed; with two COLUMNS the window is resized on the way.
{PORT} in the arguments is the server's port.  The raw output goes to OUTPUT; printed are the
states of the line, one a line, and at the end the exit status and what stays on the screen.
"""
import fcntl
import http.server
import os
import pty
import re
import select
import struct
import sys
import termios
import threading

SIZE, PIECES = 400000, 8
go = threading.Semaphore(0)


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        body = self.path.encode() * (SIZE // len(self.path))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        step = len(body) // PIECES + 1
        for at in range(0, len(body), step):
            # A line that does not change, such as where there is no terminal, is not waited for.
            go.acquire(timeout=0.15)
            self.wfile.write(body[at:at + step])
            self.wfile.flush()


def window(fd, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


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


def main(columns, output, command):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [word.replace("{PORT}", str(server.server_address[1])) for word in command]
    out, stdout = os.pipe()
    pid, fd = pty.fork()
    if pid == 0:
        os.dup2(stdout, 1)
        os.execvp(command[0], command)
    os.close(stdout)
    window(fd, columns[0])
    raw, drawn = b"", 0
    while True:
        select.select([fd], [], [])
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        raw += data
        drawn += 1
        if drawn == 6:
            window(fd, columns[-1])
        go.release()
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


main([int(n) for n in sys.argv[1].split(",")], sys.argv[2], sys.argv[3:])
