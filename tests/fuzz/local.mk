# SPDX-License-Identifier: GPL-3.0-or-later
# Each target runs over its corpus in `make check'; tests/fuzz/standalone.c is its main.
FUZZ_TESTS = tests/fuzz/fuzz-worker
check_PROGRAMS += $(FUZZ_TESTS)
TESTS += $(FUZZ_TESTS)
EXTRA_DIST += tests/fuzz/corpus

tests_fuzz_fuzz_worker_SOURCES = tests/fuzz/fuzz-worker.c tests/fuzz/standalone.c
tests_fuzz_fuzz_worker_LDADD = $(DAEMON_LIBS)
