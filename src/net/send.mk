# SPDX-License-Identifier: GPL-3.0-or-later
# What packs need of the outside: compression in threads and back, requests to registries.
noinst_LIBRARIES += libgx-send.a
libgx_send_a_SOURCES = \
	src/net/blocks.c src/net/blocks.h \
	src/net/compress.c src/net/compress.h \
	src/net/decompress.c src/net/decompress.h \
	src/net/request.c src/net/request.h
libgx_send_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS) $(LZMA_CFLAGS)
SEND_LIBS = libgx-send.a $(CURL_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(LZMA_LIBS) $(LZLIB_LIBS)
