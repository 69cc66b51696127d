# SPDX-License-Identifier: GPL-3.0-or-later
SHELL_UNIT_TESTS = tests/unit/test-profile tests/unit/test-generations tests/unit/test-cache
check_PROGRAMS += $(SHELL_UNIT_TESTS) tests/unit/fake-profile
TESTS += $(SHELL_UNIT_TESTS)

tests_unit_test_profile_SOURCES = tests/unit/test-profile.c tests/unit/tap.h
tests_unit_test_profile_LDADD = libgx-profile.a libgx-store.a $(UTIL_LIBS)
tests_unit_test_generations_SOURCES = tests/unit/test-generations.c tests/unit/fresh.h tests/unit/tap.h
tests_unit_test_generations_LDADD = libgx-profile.a $(STORE_LIBS)
tests_unit_test_cache_SOURCES = tests/unit/test-cache.c tests/unit/tap.h
tests_unit_test_cache_LDADD = libgx-cache.a $(UTIL_LIBS)
tests_unit_fake_profile_SOURCES = tests/unit/fake-profile.c \
	src/cli/shell_args.c src/cli/transform.c src/cli/opts.c src/cli/remember.c \
	src/cli/authorities_make.c src/cli/authorities.c
tests_unit_fake_profile_LDADD = libgx-shell.a libgx-cache.a libgx-profile.a $(STORE_LIBS)
