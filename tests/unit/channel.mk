# SPDX-License-Identifier: GPL-3.0-or-later
CHANNEL_TESTS = tests/unit/test-openpgp tests/unit/test-channel-auth tests/unit/test-channel-web
check_PROGRAMS += $(CHANNEL_TESTS)
TESTS += $(CHANNEL_TESTS)
EXTRA_DIST += tests/data/channel tests/data/channel-api

tests_unit_test_openpgp_SOURCES = tests/unit/test-openpgp.c tests/unit/tap.h
tests_unit_test_openpgp_LDADD = $(CHANNEL_LIBS)
tests_unit_test_channel_auth_SOURCES = tests/unit/test-channel-auth.c tests/unit/tap.h
tests_unit_test_channel_auth_LDADD = $(CHANNEL_LIBS)
tests_unit_test_channel_web_SOURCES = tests/unit/test-channel-web.c tests/unit/tap.h
tests_unit_test_channel_web_LDADD = $(CHANNEL_LIBS)
