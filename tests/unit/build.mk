# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/build-tool
tests_unit_build_tool_SOURCES = tests/unit/build-tool.c
tests_unit_build_tool_LDADD = $(BUILD_LIBS)
# Alone in a sandbox, so static.
check_PROGRAMS += tests/unit/build-probe
tests_unit_build_probe_SOURCES = tests/unit/build-probe.c
tests_unit_build_probe_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
tests_unit_build_probe_LDFLAGS = -static
check_PROGRAMS += tests/unit/test-build
TESTS += tests/unit/test-build
tests_unit_test_build_SOURCES = tests/unit/test-build.c tests/unit/tap.h
tests_unit_test_build_LDADD = $(BUILD_LIBS)
