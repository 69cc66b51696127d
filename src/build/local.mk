# SPDX-License-Identifier: GPL-3.0-or-later
# The sandbox child: libc and libseccomp only.
pkglibexec_PROGRAMS += gx-builder
gx_builder_SOURCES = \
	src/build/builder_main.c src/build/builder.h src/build/sandbox_script.h \
	src/build/builder_script.c \
	src/build/builder_mounts.c \
	src/build/builder_filter.c
gx_builder_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS)
gx_builder_LDADD = $(SECCOMP_LIBS)

noinst_LIBRARIES += libgx-build.a
libgx_build_a_SOURCES = \
	src/build/build.h \
	src/build/graph.c src/build/graph.h \
	src/build/sizes.c src/build/sizes.h \
	src/build/run.c \
	src/build/round.c \
	src/build/job.c src/build/job.h \
	src/build/scratch.c src/build/scratch.h \
	src/build/userpool.c src/build/userpool.h \
	src/build/environ.c src/build/environ.h \
	src/build/sandbox.c src/build/sandbox.h \
	src/build/output.c src/build/output.h \
	src/build/compare.c \
	src/build/report.c src/build/plan_words.c \
	src/build/log.c src/build/log.h \
	src/build/builtin.c src/build/builtin.h \
	src/build/unpack.c
libgx_build_a_CPPFLAGS = $(AM_CPPFLAGS) $(ARCHIVE_CFLAGS)
BUILD_LIBS = libgx-build.a $(ARCHIVE_LIBS) libgx-profile.a $(NET_LIBS)
