# SPDX-License-Identifier: GPL-3.0-or-later
UNIT_TESTS = tests/unit/test-util
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

tests_unit_test_util_SOURCES = tests/unit/test-util.c tests/unit/tap.h
tests_unit_test_util_LDADD = $(UTIL_LIBS)

UNIT_TESTS += tests/unit/test-json
tests_unit_test_json_SOURCES = tests/unit/test-json.c tests/unit/tap.h
tests_unit_test_json_LDADD = $(UTIL_LIBS)

UNIT_TESTS += tests/unit/test-lock
tests_unit_test_lock_SOURCES = tests/unit/test-lock.c tests/unit/tap.h
tests_unit_test_lock_LDADD = $(UTIL_LIBS)
include tests/unit/store.mk
include tests/unit/shell.mk
include tests/unit/pack.mk
include tests/unit/net.mk
include tests/unit/eval.mk
include tests/unit/build.mk
include tests/unit/channel.mk
UNIT_TESTS += tests/unit/test-diagnostic
tests_unit_test_diagnostic_SOURCES = tests/unit/test-diagnostic.c tests/unit/tap.h
tests_unit_test_diagnostic_LDADD = $(UTIL_LIBS)
include tests/unit/init.mk
