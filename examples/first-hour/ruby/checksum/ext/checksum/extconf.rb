# SPDX-License-Identifier: GPL-3.0-or-later
require "mkmf"

abort "zlib is missing" unless pkg_config("zlib") && have_header("zlib.h")
create_makefile("checksum")
