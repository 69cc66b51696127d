# SPDX-License-Identifier: GPL-3.0-or-later
# The parsers of src/util, src/net and src/channel that take text from elsewhere.
FUZZ_TARGETS += sexp places channel openpgp web
FUZZ_MORE_C += src/net/apt.c src/net/npm.c src/net/places.c src/channel/read.c src/channel/list.c src/channel/provenance.c \
	src/channel/lock.c src/channel/armour.c src/channel/openpgp.c \
	src/net/url.c src/channel/urlmatch.c src/channel/credential.c
NET_REPLAY = tests/fuzz/replay-sexp tests/fuzz/replay-places tests/fuzz/replay-channel \
	tests/fuzz/replay-openpgp tests/fuzz/replay-web
check_PROGRAMS += $(NET_REPLAY)
TESTS += $(NET_REPLAY)
tests_fuzz_replay_sexp_SOURCES = tests/fuzz/fuzz-sexp.c $(FUZZ_COMMON)
tests_fuzz_replay_sexp_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_sexp_LDADD = $(UTIL_LIBS)
tests_fuzz_replay_places_SOURCES = tests/fuzz/fuzz-places.c $(FUZZ_COMMON)
tests_fuzz_replay_places_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_places_LDADD = $(NET_LIBS)
tests_fuzz_replay_channel_SOURCES = tests/fuzz/fuzz-channel.c $(FUZZ_COMMON)
tests_fuzz_replay_channel_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_channel_LDADD = $(CHANNEL_LIBS)
tests_fuzz_replay_openpgp_SOURCES = tests/fuzz/fuzz-openpgp.c $(FUZZ_COMMON)
tests_fuzz_replay_openpgp_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_openpgp_LDADD = $(CHANNEL_LIBS)
tests_fuzz_replay_web_SOURCES = tests/fuzz/fuzz-web.c $(FUZZ_COMMON)
tests_fuzz_replay_web_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_web_LDADD = $(CHANNEL_LIBS)
