#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve the git repositories below DIRECTORY by HTTP, honestly or not.

usage: git-server.py DIRECTORY [CERTIFICATE KEY [AUTHORITY]]

The port goes to standard output; each request's method, URL and what it says of its sender to
standard error.  It is a proxy, too, which takes any host for this one.  /FAULT/repo.git is the same
repository with an answer that is wrong in one way (see FAULTS), /GATE/repo.git lets in only
some requests (see GATES).  Of clients it demands a certificate that AUTHORITY issued.  The environment
may name what the proxy demands (GIT_SERVER_PROXY=USER:PASSWORD), and another server
(GIT_SERVER_OTHER=URL).  It ends with the process that started it.
"""
import base64
import hashlib
import http.server
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

PARENT = os.getppid()
OTHER = os.environ.get("GIT_SERVER_OTHER", "")
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


def basic(login):
    return "Basic " + base64.b64encode(login.encode()).decode()


def is_first(request):
    """Is it for the list of references?"""
    return "info/refs" in request.path


def rest(request):
    """The path behind the gate."""
    return request.path[1:].partition("/")[2]


def away(request, status=302):
    return status, {"Location": OTHER + "/" + rest(request)}


def login(request):
    if request.headers.get("Authorization") != basic("alice:secret"):
        return 401, {"WWW-Authenticate": 'Basic realm="test"'}
    return None


def header(name, value):
    return lambda request: None if request.headers.get(name) == value else (403, {})


# Name: None where the request may pass, else status and fields of the answer.
GATES = {
    "login": login,
    "token": header("X-Token", "42"),
    "agent": header("User-Agent", "git/9"),
    "cookie": header("Cookie", "taste=sweet"),
    "away": away,
    "loginaway": lambda request: login(request) or away(request),
    "lateaway": lambda request: None if is_first(request) else away(request, 307),
    "loop": lambda request: (302, {"Location": request.path}),
    "elsewhere": lambda request: (302, {"Location": OTHER + "/a/page"}),
    "broken": lambda request: (500, {}),
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

    def log(self):
        about = [self.headers[name] for name in ("Authorization", "Proxy-Authorization", "X-Token")
                 if name in self.headers]
        print(self.command, self.path, *about, file=sys.stderr, flush=True)

    def answer(self, status, fields, body=b""):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def may_pass(self):
        """As a proxy: does the request say who sends it?"""
        wanted = os.environ.get("GIT_SERVER_PROXY")
        if not wanted or self.headers.get("Proxy-Authorization") == basic(wanted):
            return True
        self.answer(407, {"Proxy-Authenticate": 'Basic realm="proxy"'})
        return False

    def stall(self):
        """Promise much, send little, wait until the client has gone."""
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.wfile.write(b"001e# service=git-upload-pack\n")
        self.rfile.read(1)
        self.close_connection = True

    def do_GET(self):
        self.log()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("http://"):
            if not self.may_pass():
                return
            self.path = "/" + self.path.split("/", 3)[3]
        path, _, query = self.path.partition("?")
        word, _, inner = path[1:].partition("/")
        if word == "stall":
            return self.stall()
        refusal = GATES[word](self) if word in GATES else None
        if refusal:
            return self.answer(*refusal)
        refs, pack = FAULTS.get(word, (None, None))
        known = word in FAULTS or word in GATES or word in ("typed", "baker")
        status, fields, answer = self.git("/" + inner if known else path, query, body)
        change = refs if "info/refs" in path else pack
        if word == "baker":
            fields["Set-Cookie"] = "taste=sweet; Max-Age=9999; Path=/"
        if word == "typed":
            fields["Content-Type"] = "text/html; charset=utf-8"
        self.answer(status, fields, change(answer) if change else answer)

    do_POST = do_GET

    def do_CONNECT(self):
        self.log()
        if not self.may_pass():
            return
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
    if len(sys.argv) > 4:
        context.load_verify_locations(sys.argv[4])
        context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
while os.getppid() == PARENT:
    time.sleep(1)
