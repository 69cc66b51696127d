# SPDX-License-Identifier: GPL-3.0-or-later
FUZZ_REPLAY += tests/fuzz/replay-result
tests_fuzz_replay_result_SOURCES = tests/fuzz/fuzz-result.c $(FUZZ_COMMON)
tests_fuzz_replay_result_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_result_LDADD = $(EVAL_LIBS)
