#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve the git repositories below DIRECTORY by HTTP, honestly or not.

usage: git-server.py DIRECTORY [CERTIFICATE KEY]

The port goes to standard output; each request's method and URL to standard error.  It is a proxy
for TLS, too, which takes any host for this one.  /FAULT/repo.git is the same repository with an answer
that is wrong in one way; see FAULTS.  It ends by itself after five minutes.
"""
import hashlib
import http.server
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading

LOST = b"deadbeef" * 5


def packet(data):
    return b"%04x" % (len(data) + 4) + data


def hollow_pack():
    """A pack without objects, as a server sends it through a side band."""
    pack = b"PACK" + struct.pack(">II", 2, 0)
    return packet(b"NAK\n") + packet(b"\x01" + pack + hashlib.sha1(pack).digest()) + b"0000"


def relay(source, sink):
    """Send what comes from SOURCE to SINK until it ends."""
    while data := source.recv(65536):
        sink.sendall(data)
    sink.shutdown(socket.SHUT_WR)


def flip(body):
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 0x55]) + body[middle + 1:]


def lose_tip(body):
    """Advertise a commit that does not exist as master's tip."""
    return b"\n".join(line.replace(line[4:44], LOST) if line.rstrip().endswith(b"refs/heads/master")
                      else line for line in body.split(b"\n"))


# Name: (what becomes of the list of references, what becomes of the pack); None: as it is.
FAULTS = {
    "cut": (None, lambda body: body[:len(body) // 2]),
    "cutrefs": (lambda body: body[:len(body) // 2], None),
    "flip": (None, flip),
    "hollow": (None, lambda body: hollow_pack()),
    "lost": (lose_tip, None),
    "empty": (lambda body: b"", None),
    "page": (lambda body: b"<html>Please log in</html>", None),
    "noise": (lambda body: bytes(i * 7 % 256 for i in range(5000)), None),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def git(self, path, query, body):
        """What git's own server answers: status, fields, body."""
        env = dict(os.environ, GIT_PROJECT_ROOT=sys.argv[1], GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                   QUERY_STRING=query, REQUEST_METHOD=self.command,
                   CONTENT_TYPE=self.headers.get("Content-Type") or "")
        if self.headers.get("Content-Encoding"):
            env["HTTP_CONTENT_ENCODING"] = self.headers["Content-Encoding"]
        out = subprocess.run(["git", "http-backend"], input=body, env=env, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        return int(fields.pop("Status", "200").split()[0]), fields, rest

    def do_GET(self):
        print(self.command, self.path, file=sys.stderr, flush=True)
        path, _, query = self.path.partition("?")
        fault, _, rest = path[1:].partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        refs, pack = FAULTS.get(fault, (None, None))
        status, fields, answer = self.git("/" + rest if fault in FAULTS else path, query, body)
        change = refs if "info/refs" in path else pack
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        if change:
            answer = change(answer)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def do_CONNECT(self):
        print(self.command, self.path, file=sys.stderr, flush=True)
        with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as other:
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            back = threading.Thread(target=relay, args=(other, self.connection), daemon=True)
            back.start()
            relay(self.connection, other)
            back.join()
        self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass        # clients that are killed


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
threading.Timer(300, server.shutdown).start()
server.serve_forever()
os._exit(0)
