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
