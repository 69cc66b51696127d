# SPDX-License-Identifier: GPL-3.0-or-later
include src/net/send.mk
noinst_LIBRARIES += libgx-net.a
libgx_net_a_SOURCES = \
	src/net/net.h \
	src/net/http.c src/net/http.h src/net/certificates.h \
	src/net/stream.c src/net/stream.h \
	src/net/url.c src/net/url.h \
	src/net/hosts.c \
	src/net/fetch.c \
	src/net/places.c \
	src/net/apt.c \
	src/net/npm.c src/net/npm.h \
	src/net/download.c src/net/download.h
libgx_net_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
NET_LIBS = libgx-net.a $(CURL_LIBS) $(STORE_LIBS)
