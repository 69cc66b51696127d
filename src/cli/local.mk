# SPDX-License-Identifier: GPL-3.0-or-later
# gx is thin: it answers from the evaluation cache or hands its arguments over.
bin_PROGRAMS += gx
gx_SOURCES = src/cli/main.c
gx_LDADD = libgx-util.a

pkglibexec_PROGRAMS += gx-engine
gx_engine_SOURCES = \
	src/cli/engine.c src/cli/command.h \
	src/cli/commands.c \
	src/cli/opts.c src/cli/opts.h \
	src/cli/inputs.c src/cli/inputs.h \
	src/cli/cmd_build.c \
	src/cli/cmd_gc.c \
	src/cli/cmd_size.c \
	src/cli/cmd_hash.c
gx_engine_LDADD = libgx-eval.a libgx-daemon.a $(BUILD_LIBS) $(NET_LIBS) $(UTIL_LIBS) \
	$(JANSSON_LIBS)
