# SPDX-License-Identifier: GPL-3.0-or-later
STORE_TESTS = tests/unit/test-path tests/unit/test-nar tests/unit/test-drv tests/unit/test-store tests/unit/test-gc \
	tests/unit/test-store-crash tests/unit/test-store-ways tests/unit/test-export
EXTRA_DIST += tests/data/base32 tests/data/db tests/data/drv tests/data/gcroots tests/data/hash \
	tests/data/nar tests/data/nix tests/data/storepath
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)

tests_unit_test_path_SOURCES = tests/unit/test-path.c tests/unit/tap.h tests/unit/trees.h
tests_unit_test_path_LDADD = $(STORE_LIBS)
tests_unit_test_nar_SOURCES = tests/unit/test-nar.c tests/unit/tap.h tests/unit/trees.h
tests_unit_test_nar_LDADD = $(STORE_LIBS)
tests_unit_test_drv_SOURCES = tests/unit/test-drv.c tests/unit/tap.h tests/unit/trees.h
tests_unit_test_drv_LDADD = $(STORE_LIBS)
tests_unit_test_store_SOURCES = tests/unit/test-store.c tests/unit/tap.h tests/unit/trees.h \
	tests/unit/fresh.h
tests_unit_test_store_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_store_LDADD = $(STORE_LIBS)
tests_unit_test_gc_SOURCES = tests/unit/test-gc.c tests/unit/tap.h tests/unit/trees.h \
	tests/unit/fresh.h
tests_unit_test_gc_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_gc_LDADD = $(STORE_LIBS)
tests_unit_test_store_crash_SOURCES = tests/unit/test-store-crash.c tests/unit/tap.h \
	tests/unit/fresh.h
tests_unit_test_store_crash_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_store_crash_LDADD = $(STORE_LIBS)
tests_unit_test_store_ways_SOURCES = tests/unit/test-store-ways.c tests/unit/tap.h \
	tests/unit/fresh.h
tests_unit_test_store_ways_LDADD = $(STORE_LIBS)
tests_unit_test_export_SOURCES = tests/unit/test-export.c tests/unit/tap.h
tests_unit_test_export_LDADD = $(STORE_LIBS)
