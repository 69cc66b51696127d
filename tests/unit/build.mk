# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/build-tool
tests_unit_build_tool_SOURCES = tests/unit/build-tool.c
tests_unit_build_tool_LDADD = $(BUILD_LIBS)
