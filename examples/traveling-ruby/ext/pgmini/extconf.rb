# SPDX-License-Identifier: GPL-3.0-or-later
# Finds libpq of the environment through pkg-config.
require "mkmf"

abort "libpq was not found: run this inside `gx shell'" unless pkg_config("libpq")
have_library("pq", "PQconnectdb", "libpq-fe.h") || abort("libpq does not link")
create_makefile("pgmini")
