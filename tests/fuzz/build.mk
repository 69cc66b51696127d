# SPDX-License-Identifier: GPL-3.0-or-later
FUZZ_TARGETS += unpack
FUZZ_MORE_C += src/build/unpack.c
FUZZ_MORE_CPPFLAGS += $(ARCHIVE_CFLAGS)
FUZZ_MORE_LIBS += $(ARCHIVE_LIBS)
FUZZ_REPLAY += tests/fuzz/replay-unpack
tests_fuzz_replay_unpack_SOURCES = tests/fuzz/fuzz-unpack.c $(FUZZ_COMMON)
tests_fuzz_replay_unpack_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_unpack_LDADD = $(BUILD_LIBS)
