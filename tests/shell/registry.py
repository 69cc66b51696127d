# SPDX-License-Identifier: GPL-3.0-or-later
"""A registry with moods, for the tests of gx pack --push.

usage: registry.py FILE OPTION…
  bearer       wants tokens, which its /token gives to gx:secret or to the refresh token "refresh"
  expire       a token holds for five requests
  busy         a path answers 503 or 429 before it does what it is asked
  hangup       the first upload of each blob is cut off
  stuck        after the first blob it takes no other while there is a FILE.stuck
  elsewhere    blobs are kept by another server, to which uploads and HEADs are sent
Writes "PORT OTHER" to FILE when it listens, and what happens to FILE.log.
"""
import base64
import hashlib
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

OUT, MOODS = sys.argv[1], set(sys.argv[2:])
LOCK = threading.Lock()
BLOBS, TAGS, BUSY, CUT, TOKENS = {}, {}, {}, set(), {}


def log(*words):
    with LOCK, open(OUT + ".log", "a") as file:
        print(*words, file=file, flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def is_registry(self):
        return self.server.server_port == PORTS[0]

    def token(self, query):
        if self.command == "POST":
            form = urllib.parse.parse_qs(self.body().decode())
            good = form.get("refresh_token") == ["refresh"]
            query = form
        else:
            wanted = "Basic " + base64.b64encode(b"gx:secret").decode()
            good = self.headers.get("Authorization") == wanted
        log("token", "given" if good else "refused", *query.get("scope", []))
        if not good:
            return self.answer(401)
        with LOCK:
            name = "t%d" % len(TOKENS)
            TOKENS[name] = 5
        return self.answer(200, json.dumps({"access_token": name}).encode())

    def allowed(self, path):
        """May this request go on?  Otherwise it was answered."""
        if "busy" in MOODS:
            n = BUSY[path, self.command] = BUSY.get((path, self.command), 0) + 1
            if n == 1:
                self.body()
                self.answer(429 if self.command == "HEAD" else 503, Retry_After="0")
                return False
        if "bearer" in MOODS:
            name = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if "expire" in MOODS and name in TOKENS:
                TOKENS[name] -= 1
            if TOKENS.get(name, 0) <= 0:
                self.body()
                self.answer(401, WWW_Authenticate='Bearer realm="http://127.0.0.1:%d/token",'
                            'service="test",scope="repository:x:pull,push"' % PORTS[0])
                return False
        return True

    def act(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path == "/token":
            return self.token(query)
        if self.is_registry():
            if not self.allowed(url.path):
                return None
        elif self.headers.get("Authorization"):
            log("LEAK", self.headers["Authorization"])
        repository, _, rest = url.path.removeprefix("/v2/").partition("/blobs/")
        if not rest:
            return self.manifest(url.path)
        if self.command == "HEAD":
            return self.head(repository, rest)
        if self.command == "POST":
            return self.start(repository, query)
        return self.put(repository, query["digest"][0])

    def manifest(self, path):
        TAGS[path] = self.body()
        log("manifest", path)
        return self.answer(201)

    def head(self, repository, digest):
        held = repository in BLOBS.get(digest, {})
        if held and "elsewhere" in MOODS and self.is_registry():
            return self.answer(307, Location="http://127.0.0.1:%d%s" % (PORTS[1], self.path))
        return self.answer(200 if held else 404)

    def start(self, repository, query):
        digest, source = query.get("mount", [""])[0], query.get("from", [""])[0]
        if source and source in BLOBS.get(digest, {}):
            log("mounted", repository, source)
            BLOBS[digest][repository] = True
            return self.answer(201)
        port = PORTS[1] if "elsewhere" in MOODS else PORTS[0]
        return self.answer(202, Location="http://127.0.0.1:%d/v2/%s/blobs/uploads/1" %
                           (port, repository))

    def put(self, repository, digest):
        if "hangup" in MOODS and digest not in CUT:
            CUT.add(digest)
            self.rfile.read(10)
            self.close_connection = True
            self.connection.close()
            return None
        if "stuck" in MOODS and BLOBS and os.path.exists(OUT + ".stuck"):
            while os.path.exists(OUT + ".stuck"):
                log("stuck")
                time.sleep(0.2)
            self.close_connection = True
            return None
        data = self.body()
        if "sha256:" + hashlib.sha256(data).hexdigest() != digest:
            return self.answer(400)
        log("blob", repository, len(data))
        BLOBS.setdefault(digest, {})[repository] = True
        return self.answer(201)

    do_GET = do_HEAD = do_POST = do_PUT = act


SERVERS = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
PORTS = [server.server_port for server in SERVERS]
with open(OUT + ".new", "w") as ready:
    print(*PORTS, file=ready)
os.rename(OUT + ".new", OUT)
threading.Thread(target=SERVERS[1].serve_forever, daemon=True).start()
SERVERS[0].serve_forever()
