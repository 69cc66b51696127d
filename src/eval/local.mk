# SPDX-License-Identifier: GPL-3.0-or-later
# gx-eval alone links libguile.  Its symbols are exported, so that what libguile does to the
# world passes through src/eval/interpose.c.
pkglibexec_PROGRAMS += gx-eval
gx_eval_SOURCES = \
	src/eval/guile.h \
	src/eval/main.c \
	src/eval/boot.c \
	src/eval/core.c \
	src/eval/engine.c \
	src/eval/compiled.c src/eval/compiled.h \
	src/eval/scan.c src/eval/scan_source.c src/eval/scan_index.c \
	src/eval/scan.h src/eval/scan_private.h \
	src/eval/forms.c src/eval/forms.h src/eval/lexer.c src/eval/lexer.h \
	src/eval/tokens.c src/eval/tokens.h src/eval/datum.c \
	src/eval/recent.c src/eval/recent.h \
	src/eval/modules.c src/eval/names.c \
	src/eval/trace.c src/eval/trace.h \
	src/eval/interpose.c \
	src/eval/records.c src/eval/records.h
gx_eval_CPPFLAGS = $(AM_CPPFLAGS) $(GUILE_CFLAGS)
gx_eval_LDADD = libgx-store.a $(UTIL_LIBS) $(GUILE_LIBS) -ldl
gx_eval_LDFLAGS = $(AM_LDFLAGS) -rdynamic

noinst_LIBRARIES += libgx-eval.a
libgx_eval_a_SOURCES = \
	src/eval/eval.h \
	src/eval/request.c src/eval/result.c src/eval/tell.c src/eval/run.c src/eval/check.c src/eval/run.h \
	src/eval/records.c src/eval/records.h
EVAL_LIBS = libgx-eval.a $(DAEMON_LIBS)
