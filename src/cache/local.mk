# SPDX-License-Identifier: GPL-3.0-or-later
# entry.c, dir.c and quick.c are linked into the thin gx: they need libc only.
noinst_LIBRARIES += libgx-cache.a
libgx_cache_a_SOURCES = \
	src/cache/cache.h \
	src/cache/entry.c \
	src/cache/dir.c \
	src/cache/quick.c \
	src/cache/full.c
