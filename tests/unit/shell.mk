# SPDX-License-Identifier: GPL-3.0-or-later
SHELL_UNIT_TESTS = tests/unit/test-profile
check_PROGRAMS += $(SHELL_UNIT_TESTS)
TESTS += $(SHELL_UNIT_TESTS)

tests_unit_test_profile_SOURCES = tests/unit/test-profile.c tests/unit/tap.h
tests_unit_test_profile_LDADD = libgx-profile.a libgx-store.a $(UTIL_LIBS)
