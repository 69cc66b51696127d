# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-util.a
libgx_util_a_SOURCES = \
	src/util/util.h \
	src/util/err.c src/util/err.h \
	src/util/buf.c src/util/buf.h \
	src/util/strv.c src/util/strv.h \
	src/util/sexp.c src/util/sexp.h \
	src/util/file.c src/util/file.h \
	src/util/lock.c src/util/lock.h \
	src/util/hash.c src/util/hash.h \
	src/util/sealed.c src/util/sealed.h \
	src/util/json.c src/util/json.h \
	src/util/base.c src/util/base.h \
	src/util/spawn.c src/util/spawn.h \
	src/util/progress.c src/util/progress.h \
	src/util/map.c src/util/map.h \
	src/util/quote.c src/util/quote.h \
	src/util/log.c src/util/log.h \
	src/util/utf8.c src/util/utf8.h \
	src/util/excerpt.c src/util/excerpt.h \
	src/util/diagnostic.c src/util/diagnostic.h \
	src/util/suggest.c src/util/suggest.h \
	src/util/where.c src/util/where.h
libgx_util_a_CPPFLAGS = $(AM_CPPFLAGS) $(GCRYPT_CFLAGS) $(JANSSON_CFLAGS)
UTIL_LIBS = libgx-util.a $(GCRYPT_LIBS) $(JANSSON_LIBS)
