# SPDX-License-Identifier: GPL-3.0-or-later
require "checksum"

puts "hello from Ruby #{RUBY_VERSION} and C: #{Checksum.crc32("hello").to_s(16)}"
