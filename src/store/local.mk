# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-store.a
libgx_store_a_SOURCES = \
	src/store/path.c src/store/path.h \
	src/store/drv.c src/store/drv.h src/store/drv_format.h \
	src/store/modulo.c \
	src/store/nar.c src/store/nar_read.c src/store/nar.h \
	src/store/githash.c src/store/githash.h \
	src/store/private.h \
	src/store/db.c src/store/db.h \
	src/store/marker.c src/store/marker.h \
	src/store/store.c src/store/store.h \
	src/store/temproots.c src/store/temproots.h \
	src/store/lock.c \
	src/store/query.c \
	src/store/tree.c \
	src/store/links.c \
	src/store/scan.c \
	src/store/register.c \
	src/store/add.c \
	src/store/export.c src/store/export.h \
	src/store/roots.c \
	src/store/graph.c src/store/graph.h \
	src/store/gc.c src/store/sweep.c src/store/collection.h \
	src/store/verify.c
libgx_store_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
STORE_LIBS = libgx-store.a $(SQLITE_LIBS) $(UTIL_LIBS)
