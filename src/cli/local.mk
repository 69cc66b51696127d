# SPDX-License-Identifier: GPL-3.0-or-later
# gx is thin: it answers from the evaluation cache or hands its arguments over.  Of the
# libraries only objects that need nothing but libc are drawn in.
bin_PROGRAMS += gx
gx_SOURCES = src/cli/main.c \
	src/cli/opts.c src/cli/opts.h \
	src/cli/shell_args.c src/cli/shell_args.h \
	src/cli/transform.c src/cli/transform.h \
	src/cli/authorities.c src/cli/authorities.h \
	src/cli/discover.c src/cli/discover.h
gx_LDADD = libgx-shell.a libgx-cache.a libgx-util.a

pkglibexec_PROGRAMS += gx-engine
gx_engine_SOURCES = \
	src/cli/engine.c src/cli/command.h \
	src/cli/commands.c \
	src/cli/manual.c src/cli/manual.h \
	src/cli/complete.c src/cli/complete.h \
	src/cli/opts.c src/cli/opts.h \
	src/cli/inputs.c src/cli/inputs.h \
	src/cli/source.c src/cli/source.h \
	src/cli/blame.c src/cli/blame.h \
	src/cli/transform.c src/cli/transform.h \
	src/cli/shell_args.c src/cli/shell_args.h \
	src/cli/remember.c src/cli/remember.h \
	src/cli/discover.c src/cli/discover.h \
	src/cli/allow.c src/cli/allow.h \
	src/cli/cmd_allow.c \
	src/cli/entry.c src/cli/entry.h \
	src/cli/authorities.c src/cli/authorities.h src/cli/authorities_make.c \
	src/cli/cmd_init.c \
	src/cli/init_project.c src/cli/init_project.h \
	src/cli/init_read.c \
	src/cli/init_depend.c \
	src/cli/init_version.c src/cli/init_version.h \
	src/cli/init_write.c src/cli/init_write.h \
	src/cli/cmd_env.c \
	src/cli/env_stamp.c src/cli/env_stamp.h src/cli/env_watch.c src/cli/env_watch.h \
	src/cli/cmd_hook.c \
	src/cli/cmd_shell.c \
	src/cli/shell_check.c src/cli/shell_check.h \
	src/cli/cmd_build.c \
	src/cli/cmd_cache.c \
	src/cli/cmd_gc.c \
	src/cli/cmd_size.c \
	src/cli/cmd_search.c \
	src/cli/cmd_edit.c \
	src/cli/cmd_graph.c \
	src/cli/index.c src/cli/index.h \
	src/cli/cmd_package.c \
	src/cli/package_args.c src/cli/package_args.h \
	src/cli/package_changes.c src/cli/package_changes.h \
	src/cli/package_query.c src/cli/package_query.h \
	src/cli/user_profile.c src/cli/user_profile.h \
	src/cli/cmd_repl.c \
	src/cli/cmd_hash.c \
	src/cli/cmd_pack.c \
	src/cli/pack_args.c src/cli/pack_args.h \
	src/cli/cmd_verify_image.c \
	src/cli/from_image.c src/cli/from_image.h \
	src/cli/image_source.c src/cli/image_source.h \
	src/cli/pack_form.c src/cli/pack_form.h \
	src/cli/pack_values.c src/cli/pack_values.h \
	src/cli/told.c src/cli/told.h \
	src/cli/pack_prepare.c src/cli/pack_prepare.h \
	src/cli/pack_output.c src/cli/pack_output.h \
	src/cli/pack_provenance.c src/cli/pack_provenance.h \
	src/cli/channels.c src/cli/channels.h \
	src/cli/cmd_time_machine.c \
	src/cli/cmd_pull.c \
	src/cli/pull_generations.c src/cli/pull.h \
	src/cli/cmd_describe.c \
	src/cli/cmd_lock.c \
	src/cli/cmd_bisect.c
gx_engine_LDADD = libgx-shell.a libgx-cache.a libgx-pack.a libgx-eval.a libgx-daemon.a \
	libgx-channel.a $(GIT2_LIBS) $(BUILD_LIBS) $(NET_LIBS) $(SEND_LIBS) $(SQUASHFS_LIBS) \
	$(UTIL_LIBS) $(JANSSON_LIBS)

# The manual page and the completions are made from the table of commands.
man_MANS = doc/gx.1
bashcompdir = $(datadir)/bash-completion/completions
bashcomp_DATA = doc/completions/bash/gx
zshcompdir = $(datadir)/zsh/site-functions
zshcomp_DATA = doc/completions/zsh/_gx
fishcompdir = $(datadir)/fish/vendor_completions.d
fishcomp_DATA = doc/completions/fish/gx.fish
CLEANFILES += $(man_MANS) $(bashcomp_DATA) $(zshcomp_DATA) $(fishcomp_DATA)
MANUAL_RULE = $(AM_V_GEN)$(MKDIR_P) $(@D) && ./gx-engine$(EXEEXT) --manual
doc/gx.1: gx-engine$(EXEEXT)
	$(MANUAL_RULE) man >$@.tmp && mv $@.tmp $@
doc/completions/bash/gx: gx-engine$(EXEEXT)
	$(MANUAL_RULE) bash >$@.tmp && mv $@.tmp $@
doc/completions/zsh/_gx: gx-engine$(EXEEXT)
	$(MANUAL_RULE) zsh >$@.tmp && mv $@.tmp $@
doc/completions/fish/gx.fish: gx-engine$(EXEEXT)
	$(MANUAL_RULE) fish >$@.tmp && mv $@.tmp $@
