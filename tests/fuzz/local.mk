# SPDX-License-Identifier: GPL-3.0-or-later
# Each parser of foreign bytes has tests/fuzz/fuzz-NAME.c and a corpus tests/fuzz/corpus/NAME.
# `make check' replays the corpus with cut and flipped variants (replay-NAME).  `make fuzz'
# builds libFuzzer programs with clang; run one as
#     tests/fuzz/fuzz-nar -max_total_time=60 NEW-DIRECTORY $(srcdir)/tests/fuzz/corpus/nar
# A target of another folder adds its name to FUZZ_TARGETS, what it needs beyond util and
# store to FUZZ_MORE_C and FUZZ_MORE_LIBS, and a replay program like those below.
FUZZ_TARGETS = nar drv base32 marker
FUZZ_MORE_C =
FUZZ_MORE_CPPFLAGS =
FUZZ_MORE_LIBS =

FUZZ_REPLAY = tests/fuzz/replay-nar tests/fuzz/replay-drv tests/fuzz/replay-base32 \
	tests/fuzz/replay-marker tests/fuzz/replay-worker
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/manifests tests/fuzz/manifests.scm
check_PROGRAMS += $(FUZZ_REPLAY)
TESTS += $(FUZZ_REPLAY)
FUZZ_COMMON = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/unit/tap.h
FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit -I$(top_srcdir)/tests/fuzz

tests_fuzz_replay_nar_SOURCES = tests/fuzz/fuzz-nar.c $(FUZZ_COMMON)
tests_fuzz_replay_nar_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_nar_LDADD = $(STORE_LIBS)
tests_fuzz_replay_drv_SOURCES = tests/fuzz/fuzz-drv.c $(FUZZ_COMMON)
tests_fuzz_replay_drv_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_drv_LDADD = $(STORE_LIBS)
tests_fuzz_replay_base32_SOURCES = tests/fuzz/fuzz-base32.c $(FUZZ_COMMON)
tests_fuzz_replay_base32_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_base32_LDADD = $(UTIL_LIBS)
tests_fuzz_replay_marker_SOURCES = tests/fuzz/fuzz-marker.c $(FUZZ_COMMON)
tests_fuzz_replay_marker_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_marker_LDADD = $(STORE_LIBS)
tests_fuzz_replay_worker_SOURCES = tests/fuzz/fuzz-worker.c $(FUZZ_COMMON)
tests_fuzz_replay_worker_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_worker_LDADD = $(DAEMON_LIBS)

FUZZ_FLAGS = -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
.PHONY: fuzz
fuzz: config.h
	@if test '$(CLANG)' = no; then echo 'make fuzz needs clang'; exit 1; fi
	@mkdir -p tests/fuzz
	@set -e; for name in $(FUZZ_TARGETS); do \
		echo "  FUZZ     fuzz-$$name"; \
		$(CLANG) $(FUZZ_FLAGS) $(FUZZ_CPPFLAGS) $(CPPFLAGS) $(GCRYPT_CFLAGS) $(SQLITE_CFLAGS) \
			$(FUZZ_MORE_CPPFLAGS) -o tests/fuzz/fuzz-$$name \
			$(top_srcdir)/tests/fuzz/fuzz-$$name.c \
			$$(for source in $(filter %.c,$(libgx_util_a_SOURCES) $(libgx_store_a_SOURCES) \
				$(FUZZ_MORE_C)); do echo $(top_srcdir)/$$source; done) \
			$(GCRYPT_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) $(FUZZ_MORE_LIBS); \
	done
CLEANFILES += $(FUZZ_TARGETS:%=tests/fuzz/fuzz-%)
include tests/fuzz/shell.mk
include tests/fuzz/eval.mk
include tests/fuzz/build.mk
include tests/fuzz/net.mk
include tests/fuzz/pack.mk
include tests/fuzz/init.mk
include tests/fuzz/store.mk
