#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A SOCKS 5 proxy that takes any host for this one.

usage: socks-server.py

The port goes to standard output; each host that is asked for to standard error.  It ends with the
process that started it.
"""
import os
import socket
import socketserver
import sys
import threading
import time

PARENT = os.getppid()


def relay(source, sink):
    """Send what comes from SOURCE to SINK until it ends."""
    while data := source.recv(65536):
        sink.sendall(data)
    sink.shutdown(socket.SHUT_WR)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        methods = self.rfile.read(2)[1]
        self.rfile.read(methods)
        self.wfile.write(b"\x05\x00")
        kind = self.rfile.read(4)[3]
        if kind == 3:
            host = self.rfile.read(self.rfile.read(1)[0]).decode()
        else:
            host = socket.inet_ntoa(self.rfile.read(4))
        port = int.from_bytes(self.rfile.read(2), "big")
        print(host, port, file=sys.stderr, flush=True)
        with socket.create_connection(("127.0.0.1", port)) as other:
            self.wfile.write(b"\x05\x00\x00\x01" + bytes(6))
            back = threading.Thread(target=relay, args=(other, self.connection), daemon=True)
            back.start()
            relay(self.connection, other)
            back.join()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass        # clients that are killed


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
while os.getppid() == PARENT:
    time.sleep(1)
