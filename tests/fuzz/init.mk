# SPDX-License-Identifier: GPL-3.0-or-later
# The files of projects, as gx init reads them.
FUZZ_TARGETS += init
INIT_FUZZ_C = src/cli/init_project.c src/cli/init_read.c src/cli/init_depend.c src/cli/init_version.c
FUZZ_MORE_C += $(INIT_FUZZ_C)
FUZZ_REPLAY += tests/fuzz/replay-init
tests_fuzz_replay_init_SOURCES = tests/fuzz/fuzz-init.c $(INIT_FUZZ_C) $(FUZZ_COMMON)
tests_fuzz_replay_init_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_init_LDADD = $(UTIL_LIBS) $(JANSSON_LIBS)
