# SPDX-License-Identifier: GPL-3.0-or-later
# A small HTTP service: GET /health, GET /items, POST /items.
require "socket"
require_relative "items"

def answer(method, path, body)
  case [method, path]
  in ["GET", "/health"]
    up = Items.connected?
    [up ? 200 : 503, { status: up ? "ok" : "degraded", database: up ? "connected" : "unreachable" }]
  in ["GET", "/items"]
    [200, Items.all]
  in ["POST", "/items"]
    [201, Items.create(JSON.parse(body).fetch("item"))]
  else
    [404, { error: "not found" }]
  end
rescue JSON::ParserError, KeyError => e
  [422, { error: e.message }]
rescue Pgmini::Error => e
  [503, { error: e.message.strip }]
end

def read_request(client)
  method, path, = client.gets.to_s.split
  length = 0
  while (line = client.gets) && line != "\r\n"
    length = line.split(":", 2).last.to_i if line =~ /\Acontent-length:/i
  end
  [method, path, client.read([length, 1 << 20].min)]
end

port = Integer(ENV.fetch("APP_PORT", "3000"))
server = TCPServer.new("127.0.0.1", port)
warn "listening on http://127.0.0.1:#{port}"
trap("TERM") { exit }
trap("INT") { exit }

loop do
  client = server.accept
  begin
    method, path, body = read_request(client)
    status, value = answer(method, path, body)
    text = JSON.generate(value)
    client.write("HTTP/1.1 #{status} #{status < 400 ? 'OK' : 'Error'}\r\n" \
                 "Content-Type: application/json\r\nContent-Length: #{text.bytesize}\r\n" \
                 "Connection: close\r\n\r\n#{text}")
  rescue SystemCallError, IOError
    nil # the client went away
  ensure
    client.close
  end
end
