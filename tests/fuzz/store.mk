# SPDX-License-Identifier: GPL-3.0-or-later
# Closures that come from elsewhere.
FUZZ_TARGETS += export
FUZZ_REPLAY += tests/fuzz/replay-export
tests_fuzz_replay_export_SOURCES = tests/fuzz/fuzz-export.c $(FUZZ_COMMON)
tests_fuzz_replay_export_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_export_LDADD = $(STORE_LIBS)
