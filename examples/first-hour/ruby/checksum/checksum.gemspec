# SPDX-License-Identifier: GPL-3.0-or-later
Gem::Specification.new do |spec|
  spec.name = "checksum"
  spec.version = "1.0.0"
  spec.summary = "Checksums by zlib"
  spec.authors = ["gx"]
  spec.license = "GPL-3.0-or-later"
  spec.homepage = "https://gx.example.org"
  spec.required_ruby_version = ">= 3.0"
  spec.files = Dir["ext/**/*.{c,rb}"]
  spec.extensions = ["ext/checksum/extconf.rb"]
end
