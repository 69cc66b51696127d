# SPDX-License-Identifier: GPL-3.0-or-later
# gx init
check_PROGRAMS += tests/unit/test-init
TESTS += tests/unit/test-init tests/shell/init.sh
EXTRA_DIST += tests/shell/init.sh tests/data/init
tests_unit_test_init_SOURCES = tests/unit/test-init.c tests/unit/tap.h src/cli/init_version.c
tests_unit_test_init_LDADD = $(UTIL_LIBS)
