/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page, made from the table of commands. */
#include "config.h"
#include "cli/manual.h"

#include "cli/command.h"
#include "cli/complete.h"

#include <stdio.h>
#include <string.h>

/* The first row from OPT on, of a command's own, that is shown. */
static const struct gx_opt *visible(const struct gx_opt *opt)
{
	while (opt->id && (!opt->help || gx_opt_is_common(opt)))
		opt++;
	return opt;
}

#define EACH_COMMAND(cmd) \
	for (const struct gx_command *cmd = gx_commands; cmd->name; cmd++)
#define EACH_OPTION(opt, cmd) \
	for (const struct gx_opt *opt = visible((cmd)->options); opt->id; opt = visible(opt + 1))
#define EACH_COMMON(opt) \
	for (const struct gx_opt *opt = gx_opts_common; opt->id; opt++)

/* --- the manual page ------------------------------------------------------------------------- */

/* TEXT for troff: no line begins with a control character, dashes stay dashes. */
static void put_roff(const char *text)
{
	bool start = true;

	for (; *text; text++) {
		if (start && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
		start = *text == '\n';
	}
}

static void man_option(const struct gx_opt *opt)
{
	printf(".TP\n");
	if (gx_opt_letter(opt))
		printf("\\fB\\-%c\\fR%s", gx_opt_letter(opt), opt->name ? ", " : "");
	if (opt->name) {
		printf("\\fB\\-\\-");
		put_roff(opt->name);
		printf("\\fR");
	}
	if (gx_opt_value_optional(opt))
		printf("[=\\fI%.*s\\fR]", (int)strlen(opt->arg) - 2, opt->arg + 1);
	else if (opt->arg)
		printf("%s\\fI%s\\fR", opt->name ? "=" : " ", opt->arg);
	printf("\n");
	put_roff(opt->help);
	printf("\n");
}

/* Paragraphs; lines that begin with a blank are an example and stay lines. */
static void man_details(const char *text)
{
	bool example = false;

	for (const char *end; *text; text = *end ? end + 1 : end) {
		GX_AUTO(free) char *line = NULL;

		end = strchrnul(text, '\n');
		if ((*text == ' ') != example && end > text) {
			example = !example;
			printf(example ? ".nf\n" : ".fi\n");
		}
		line = gx_strndup(text, (size_t)(end - text));
		put_roff(line);
		printf("\n");
	}
	if (example)
		printf(".fi\n");
}

static void man_command(const struct gx_command *cmd)
{
	printf(".SS gx %s ", cmd->name);
	put_roff(cmd->synopsis);
	printf("\n");
	put_roff(cmd->summary);
	printf(".\n");
	if (cmd->details) {
		printf(".PP\n");
		man_details(cmd->details);
	}
	EACH_OPTION(opt, cmd)
		man_option(opt);
}

struct term {
	const char *name;	/* several are separated by ", " */
	const char *text;
};

static const struct term variables[] = {
	{ "GX_STORE_ROOT", "a folder that holds the store, its state and the cache" },
	{ "GX_OFFLINE", "if set, no channel is fetched from the network, as with --offline" },
	{ "GX_CHANNELS", "a file of channels to use where no option names one; gx time-machine sets it" },
	{ "GX_BASE_URL", "where later commits of the base channel are fetched from" },
	{ "GX_CACHE_URLS", "servers that have files by their hash, asked when all other places fail" },
	{ "GX_DEBIAN_MIRROR", "where files of Debian's archive are looked for first" },
	{ "GX_EXTRA_CA", "files of certificate authorities, separated by colons, that environments with\n"
	  "certificates have too" },
	{ "GX_NPM_REGISTRY", "the npm registry, instead of that of npm's configuration" },
	{ "GX_BACKTRACE", "if set, errors of Scheme code come with a backtrace" },
	{ "NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "no colours if set; none if 0; colours where there is "
	  "no terminal, too" },
	{ "SHELL", "the shell that gx shell starts" },
	{ "VISUAL, EDITOR", "the editor of gx edit" },
	{ "XDG_CACHE_HOME, XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME",
	  "the parents of the folders below" },
	{ "http_proxy, https_proxy, no_proxy, SSL_CERT_FILE, SSL_CERT_DIR",
	  "how servers are reached, and which are trusted" },
	{ "GX_ENVIRONMENT, GUIX_ENVIRONMENT", "set in a shell: its profile" },
	{ "GX_PROJECT", "set in a shell: the folder of its manifest" },
	{ "GX_SHELL_LEVEL", "set in a shell: how many there are around it, itself included" },
	{ "GX_EXECUTION_ENGINE", "for relocatable packs: how their store is shown" },
	{ NULL, NULL },
};

/* The whole list is in doc/transports.md. */
static const struct term transports[] = {
	{ "http.proxy, http_proxy, https_proxy, all_proxy, no_proxy",
	  "proxies, by http, https and socks5" },
	{ "http.sslCAInfo, http.sslCAPath, GIT_SSL_CAINFO, GIT_SSL_CAPATH, SSL_CERT_FILE, SSL_CERT_DIR",
	  "whose certificates are trusted; http.sslVerify and GIT_SSL_NO_VERIFY turn that off" },
	{ "http.sslCert, http.sslKey", "a certificate of your own" },
	{ "http.extraHeader, http.cookieFile, http.userAgent", "what requests carry" },
	{ "http.followRedirects", "initial (as without), true or false" },
	{ "http.lowSpeedLimit, http.lowSpeedTime",
	  "how long a server may be silent: two minutes without" },
	{ "credential.helper, ~/.netrc", "who knows user and password when a server asks; they may "
	  "also be in the URL" },
	{ "url.<base>.insteadOf", "other places for URLs" },
	{ "GIT_SSH_COMMAND, GIT_SSH", "the program for ssh:// and user@host:path" },
	{ NULL, NULL },
};

static const struct term files[] = {
	{ "manifest.scm, guix.scm", "what a project needs, found from any folder below" },
	{ "setup-env.sh", "beside a manifest: sourced by gx shell" },
	{ "channels.scm, channels.lock", "beside a manifest: its channels, and their commits" },
	{ "/gnu/store, /var/guix", "the store and its state, if they can be there" },
	{ "~/.local/share/gx", "a store of your own, if they cannot" },
	{ "~/.local/state/gx", "what was pulled" },
	{ "~/.config/gx/channels.scm", "your channels where a project has none" },
	{ "~/.config/gx/allowed", "which projects were allowed" },
	{ "~/.cache/gx", "what can be made again" },
	{ NULL, NULL },
};

static void man_entries(const struct term *terms)
{
	for (; terms->name; terms++) {
		printf(".TP\n\\fB");
		put_roff(terms->name);
		printf("\\fR\n");
		put_roff(terms->text);
		printf("\n");
	}
}

static void man_terms(const char *heading, const struct term *terms)
{
	printf(".SH %s\n", heading);
	man_entries(terms);
}

static void print_man(void)
{
	printf(".TH GX 1 \"\" \"gx %s\"\n"
	       ".SH NAME\ngx \\- enter, build and ship environments declared in a manifest\n"
	       ".SH SYNOPSIS\n\\fBgx\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]...\n"
	       ".SH COMMANDS\n", PACKAGE_VERSION);
	EACH_COMMAND(cmd)
		man_command(cmd);
	printf(".SH OPTIONS OF EVERY COMMAND\n");
	EACH_COMMON(opt)
		man_option(opt);
	printf(".SH EXIT STATUS\n0 done; 1 failed; 2 wrong usage; 3 not realised yet, with "
	       "\\fB\\-\\-no\\-build\\fR.  A command run by \\fBgx shell\\fR keeps its own status; "
	       "127 means that there is no such command, 126 that it cannot be executed.\n"
	       ".SH NOTES\nA store that is not at \\fI/gnu/store\\fR is shown there in a mount "
	       "namespace of the shell's own, without help from root.  In such a shell programs "
	       "that change their user (\\fBsudo\\fR, \\fBping\\fR on some systems) do not work, and "
	       "rootless container engines must be started from outside.  A real store, made "
	       "once by \\fBsudo install \\-d \\-o \"$USER\" /gnu/store\\fR, needs no namespace.\n");
	printf(".SH FETCHING CHANNELS\nGit's configuration and variables count as for git itself, "
	       "also in the form \\fBhttp.<url>.\\fR\\fIKEY\\fR:\n");
	man_entries(transports);
	man_terms("ENVIRONMENT", variables);
	man_terms("FILES", files);
	printf(".SH SEE ALSO\nThe forms of \\fB\\-\\-diagnostics=json\\fR and "
	       "\\fB\\-\\-progress=json\\fR are in gx's \\fIdoc/diagnostics.md\\fR.\n");
}

int gx_manual_print(const char *what)
{
	if (strcmp(what, "man"))
		return gx_complete_print(what);
	print_man();
	return 0;
}
