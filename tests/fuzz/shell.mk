# SPDX-License-Identifier: GPL-3.0-or-later
FUZZ_TARGETS += manifest cache trace pattern
FUZZ_MORE_C += $(libgx_profile_a_SOURCES) $(libgx_cache_a_SOURCES) src/shell/check_trace.c
FUZZ_REPLAY += tests/fuzz/replay-manifest tests/fuzz/replay-cache tests/fuzz/replay-trace \
	tests/fuzz/replay-pattern

tests_fuzz_replay_manifest_SOURCES = tests/fuzz/fuzz-manifest.c $(FUZZ_COMMON)
tests_fuzz_replay_manifest_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_manifest_LDADD = libgx-profile.a $(STORE_LIBS)
tests_fuzz_replay_cache_SOURCES = tests/fuzz/fuzz-cache.c $(FUZZ_COMMON)
tests_fuzz_replay_cache_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_cache_LDADD = libgx-cache.a $(UTIL_LIBS)
tests_fuzz_replay_trace_SOURCES = tests/fuzz/fuzz-trace.c $(FUZZ_COMMON)
tests_fuzz_replay_trace_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_trace_LDADD = libgx-shell.a $(UTIL_LIBS)
tests_fuzz_replay_pattern_SOURCES = tests/fuzz/fuzz-pattern.c $(FUZZ_COMMON)
tests_fuzz_replay_pattern_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_pattern_LDADD = libgx-profile.a $(STORE_LIBS)
