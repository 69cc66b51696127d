# SPDX-License-Identifier: GPL-3.0-or-later
NET_TESTS = tests/unit/test-net tests/unit/test-sexp
check_PROGRAMS += $(NET_TESTS) tests/unit/net-fetch
TESTS += $(NET_TESTS)

tests_unit_test_net_SOURCES = tests/unit/test-net.c tests/unit/tap.h
tests_unit_test_net_LDADD = $(NET_LIBS)
tests_unit_test_sexp_SOURCES = tests/unit/test-sexp.c tests/unit/tap.h
tests_unit_test_sexp_LDADD = $(UTIL_LIBS)
tests_unit_net_fetch_SOURCES = tests/unit/net-fetch.c
tests_unit_net_fetch_LDADD = $(NET_LIBS)
