# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server that misbehaves on request, for net-fetch.sh.

It serves DATA under paths that name the fault, prints its port, and logs each request.  It ends
with the process that started it."""
import http.server
import os
import sys
import threading
import time

DATA = open(sys.argv[1], "rb").read()
LOG = open(sys.argv[2], "a", buffering=1)
SECRET = sys.argv[3] if len(sys.argv) > 3 else None
PARENT = os.getppid()
seen = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def head(self, status, length, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def cut(self):
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def do_GET(self):
        kind = self.path.split("/")[1]
        count = seen[self.path] = seen.get(self.path, 0) + 1
        wanted = self.headers.get("Range")
        start = int(wanted[6:].split("-")[0]) if wanted else 0
        LOG.write("%s %d %s %s\n" % (self.path, start, self.client_address[1],
                                    self.headers.get("Authorization", "-")))
        if kind in ("good", "cut") and start >= len(DATA) > 0:
            return self.head(416, 0)
        if kind == "good":
            return self.send(start)
        if kind == "cut":        # ends in the middle, twice
            if count > 2:
                return self.send(start)
            self.part(start)
            end = start + (len(DATA) - start) // 2
            self.wfile.write(DATA[start:end])
            return self.cut()
        if kind == "cutnorange":  # ends in the middle once, knows no ranges
            self.head(200, len(DATA))
            if count > 1:
                return self.wfile.write(DATA)
            self.wfile.write(DATA[:len(DATA) // 2])
            return self.cut()
        if kind == "wrongrange":
            if not start:
                self.head(200, len(DATA))
                self.wfile.write(DATA[:len(DATA) // 2])
                return self.cut()
            self.head(206, 5, Content_Range="bytes 0-4/%d" % len(DATA))
            return self.wfile.write(DATA[:5])
        if kind == "wrong":
            self.head(200, 5)
            return self.wfile.write(b"other")
        if kind == "short":      # says less than it sends
            self.head(200, len(DATA) // 2)
            self.wfile.write(DATA)
            return self.cut()
        if kind == "long":       # says more than it sends, always
            self.head(200, len(DATA) * 2)
            self.wfile.write(DATA)
            return self.cut()
        if kind == "busy":       # overloaded once
            if count > 1:
                return self.send(start)
            return self.head(503, 0, Retry_After="1")
        if kind == "loop":
            return self.head(302, 0, Location="/loop/%d" % count)
        if kind == "tofile":
            return self.head(302, 0, Location="file:///etc/passwd")
        if kind == "moved":
            return self.head(301, 0, Location="/good/x")
        if kind == "stall":
            self.head(200, len(DATA))
            self.wfile.write(DATA[:10])
            self.wfile.flush()
            return self.rfile.read(1)    # until the client has had enough
        if kind == "endless":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            for _ in range(4096):
                self.wfile.write(b"x" * 65536)
            return self.cut()
        if kind == "empty":
            return self.head(200, 0)
        if kind == "secret":     # for those who know SECRET only
            if self.headers.get("Authorization") == SECRET:
                return self.send(start)
            return self.head(401, 0)
        if kind == "away":       # to another server
            return self.head(302, 0, Location="http://" + self.path.split("/", 2)[2])
        return self.head(404, 0)

    def part(self, start):
        if start:
            self.head(206, len(DATA) - start, Content_Range="bytes %d-%d/%d"
                      % (start, len(DATA) - 1, len(DATA)))
        else:
            self.head(200, len(DATA))

    def send(self, start):
        self.part(start)
        self.wfile.write(DATA[start:])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args):
        pass


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
while os.getppid() == PARENT:
    time.sleep(1)
