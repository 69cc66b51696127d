/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of `gx pack''s options. */
#include "cli/pack_values.h"
#include "cli/opts.h"

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SECONDS 1000000u

int gx_pack_value_pair(struct gx_strv *list, const char *option, const char *value,
		       struct gx_err *err)
{
	if (!strchr(value, '=') || value[0] == '=')
		return gx_fail(err, GX_EUSAGE, "%s=%s: there is no NAME=VALUE", option, value);
	gx_strv_push(list, value);
	return 0;
}

int gx_pack_value_port(struct gx_strv *list, const char *value, struct gx_err *err)
{
	const char *slash = strchr(value, '/');
	GX_AUTO(free) char *number = gx_strndup(value, strcspn(value, "/"));
	unsigned long port;

	if (gx_opt_number("--port", number, 65535, &port, NULL) || !port)
		return gx_fail(err, GX_EUSAGE, "--port=%s: a port is a number from 1 to 65535",
			       value);
	if (slash && strcmp(slash, "/tcp") && strcmp(slash, "/udp") && strcmp(slash, "/sctp"))
		return gx_fail(err, GX_EUSAGE, "--port=%s: the protocol is tcp, udp or sctp", value);
	gx_strv_pushf(list, "%lu%s", port, slash ? slash : "/tcp");
	return 0;
}

int gx_pack_value_dir(const char *option, const char *value, struct gx_err *err)
{
	if (value[0] == '/')
		return 0;
	return gx_fail(err, GX_EUSAGE, "%s=%s: write an absolute directory", option, value);
}

int gx_pack_value_volume(struct gx_strv *list, const char *value, struct gx_err *err)
{
	if (gx_pack_value_dir("--volume", value, err))
		return -1;
	if (!value[strspn(value, "/.")])
		return gx_fail(err, GX_EUSAGE, "--volume=%s: a volume is a directory below the root",
			       value);
	gx_strv_push(list, value);
	return 0;
}

int gx_pack_value_number(const char *option, const char *value, unsigned *out,
			 struct gx_err *err)
{
	unsigned long n;

	if (gx_opt_number(option, value, 100000, &n, NULL))
		return gx_fail(err, GX_EUSAGE, "%s=%s: write a number, at most 100000", option,
			       value);
	*out = (unsigned)n;
	return 0;
}

/* --- times -------------------------------------------------------------------------------------- */

/* The nanoseconds of the unit at the start of *P, which goes past it; 0: none. */
static uint64_t take_unit(const char **p)
{
	static const struct { const char *name; uint64_t ns; } units[] = {
		{ "h", 3600000000000u }, { "ms", 1000000u }, { "m", 60000000000u },
		{ "s", 1000000000u },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(units); i++) {
		size_t n = strlen(units[i].name);

		if (!strncmp(*p, units[i].name, n)) {
			*p += n;
			return units[i].ns;
		}
	}
	return 0;
}

/* "1m30s", "5" -> nanoseconds; false for anything else. */
static bool parse_time(const char *text, uint64_t *out)
{
	uint64_t sum = 0;
	const char *p = text;

	while (isdigit((unsigned char)*p)) {
		uint64_t n = 0, unit;

		for (; isdigit((unsigned char)*p) && n <= MAX_SECONDS * 1000ull; p++)
			n = n * 10 + (uint64_t)(*p - '0');
		unit = *p ? take_unit(&p) : sum ? 0 : 1000000000u;
		if (!unit || n > MAX_SECONDS * 1000000000ull / unit)
			return false;
		sum += n * unit;
	}
	*out = sum;
	return p > text && !*p && sum <= MAX_SECONDS * 1000000000ull;
}

int gx_pack_value_time(const char *option, const char *value, uint64_t *out,
		       struct gx_err *err)
{
	if (parse_time(value, out))
		return 0;
	gx_fail(err, GX_EUSAGE, "%s=%s: this is no time", option, value);
	return gx_err_hint(err, "write seconds, or 1m30s, 500ms; at most %u seconds", MAX_SECONDS);
}

/* --- signals ------------------------------------------------------------------------------------ */

/* "RTMIN", "RTMAX-3" … : the names that engines know beside those of the C library. */
static bool is_realtime(const char *name)
{
	char sign;

	if (strncmp(name, "RTMIN", 5) && strncmp(name, "RTMAX", 5))
		return false;
	sign = name[5];
	return !sign || (sign == (name[4] == 'N' ? '+' : '-') && isdigit((unsigned char)name[6]) &&
			 (!name[7] || (isdigit((unsigned char)name[7]) && !name[8])) &&
			 atoi(name + 6) >= 1 && atoi(name + 6) <= SIGRTMAX - SIGRTMIN);
}

static int no_such_signal(const char *value, const char *name, struct gx_err *err)
{
	const char *names[NSIG + 1], *near;
	size_t n = 0;

	for (int i = 1; i < NSIG; i++) {
		if (sigabbrev_np(i))
			names[n++] = sigabbrev_np(i);
	}
	names[n] = NULL;
	near = gx_suggest(name, names);
	gx_fail(err, GX_EUSAGE, "--stop-signal=%s: there is no such signal", value);
	return near ? gx_err_hint(err, "did you mean 'SIG%s'?", near) : -1;
}

int gx_pack_value_signal(const char *value, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *name = gx_strdup(value);
	unsigned long number;
	const char *bare = name;
	bool known;

	if (isdigit((unsigned char)value[0])) {
		if (gx_opt_number("--stop-signal", value, (unsigned long)SIGRTMAX, &number, NULL) ||
		    !number)
			return no_such_signal(value, value, err);
		free(*out);
		*out = gx_asprintf("%lu", number);
		return 0;
	}
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	bare += strncmp(name, "SIG", 3) ? 0 : 3;
	known = is_realtime(bare);
	for (int i = 1; i < NSIG && !known; i++)
		known = sigabbrev_np(i) && !strcmp(sigabbrev_np(i), bare);
	if (!known)
		return no_such_signal(value, bare, err);
	free(*out);
	*out = gx_asprintf("SIG%s", bare);
	return 0;
}

int gx_pack_value_text(const char *file, char **out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int found = gx_file_read(file, 1 << 20, &text, err);

	if (found)
		return found < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s: no such file", file);
	if (memchr(gx_buf_str(&text), '\0', text.len))
		return gx_fail(err, GX_EINVALID, "%s: this is no text", file);
	gx_buf_adds(&text, "");
	free(*out);
	*out = gx_buf_take(&text);
	return 0;
}
