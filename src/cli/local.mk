# SPDX-License-Identifier: GPL-3.0-or-later
# gx is thin: it answers from the evaluation cache or hands its arguments over.
bin_PROGRAMS += gx
gx_SOURCES = src/cli/main.c
gx_LDADD = $(UTIL_LIBS)
