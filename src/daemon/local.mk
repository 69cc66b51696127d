# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-daemon.a
libgx_daemon_a_SOURCES = \
	src/daemon/daemon.h \
	src/daemon/session.c src/daemon/session.h \
	src/daemon/texts.c src/daemon/texts.h \
	src/daemon/wire.c src/daemon/wire.h \
	src/daemon/ops_query.c src/daemon/ops_add.c src/daemon/ops_build.c src/daemon/ops_gc.c
DAEMON_LIBS = libgx-daemon.a $(BUILD_LIBS) $(NET_LIBS)
