# SPDX-License-Identifier: GPL-3.0-or-later
UNIT_TESTS += tests/unit/test-pack
tests_unit_test_pack_SOURCES = tests/unit/test-pack.c tests/unit/fake-store.c \
	tests/unit/fake-store.h tests/unit/tap.h
tests_unit_test_pack_LDADD = $(PACK_LIBS)

# Packs of hand-made stores for tests/shell/pack-*.sh.
check_PROGRAMS += tests/unit/pack-make
tests_unit_pack_make_SOURCES = tests/unit/pack-make.c tests/unit/fake-store.c \
	tests/unit/fake-store.h
tests_unit_pack_make_LDADD = $(PACK_LIBS)

UNIT_TESTS += tests/unit/test-compress
tests_unit_test_compress_SOURCES = tests/unit/test-compress.c tests/unit/tap.h
tests_unit_test_compress_LDADD = $(SEND_LIBS) $(UTIL_LIBS)
