/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names: images, users, links, and the programs of a profile. */
#include "pack/pack.h"
#include "pack/resolve.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TAG 128
#define MAX_REPOSITORY 255

/* "MESSAGE", then TEXT with a caret under the character at AT. */
static int mark(struct gx_err *err, const char *text, size_t at, const char *message)
{
	return gx_fail(err, GX_EUSAGE, "'%s' is no image name: %s\n  %s\n  %*s^", text, message,
		       text, (int)at, "");
}

static bool is_word(char c)
{
	return islower((unsigned char)c) || isdigit((unsigned char)c);
}

/* The first component is a registry if it looks like a host. */
static size_t registry_length(const char *text)
{
	size_t n = strcspn(text, "/");

	if (text[n] != '/')
		return 0;
	if (memchr(text, '.', n) || memchr(text, ':', n) ||
	    (n == 9 && !strncmp(text, "localhost", 9)))
		return n;
	return 0;
}

static int check_registry(const char *text, size_t n, struct gx_err *err)
{
	const char *port;
	size_t i = 0;

	for (; i < n && text[i] != ':'; i++) {
		bool plain = isalnum((unsigned char)text[i]);

		if (!plain && !((text[i] == '.' || text[i] == '-') && i > 0))
			return mark(err, text, i, "this cannot be part of a registry's host name");
	}
	if (i == 0)
		return mark(err, text, 0, "the registry has no host name");
	if (i < n && i + 1 == n)
		return mark(err, text, i, "a port number is missing here");
	port = i < n ? text + i + 1 : NULL;
	for (i++; i < n; i++) {
		if (!isdigit((unsigned char)text[i]))
			return mark(err, text, i, "a port is a number");
	}
	if (port && (strspn(port, "0") == (size_t)(text + n - port) || strtoul(port, NULL, 10) > 65535))
		return mark(err, text, (size_t)(port - text), "a port is a number from 1 to 65535");
	return 0;
}

/* The length of the separator at P: "." "_" "__" or dashes; 0 for none. */
static size_t separator(const char *p)
{
	if (*p == '-')
		return strspn(p, "-");
	if (p[0] == '_')
		return p[1] == '_' ? 2 : 1;
	return *p == '.';
}

/* One path component at AT: words joined by separators; *END is behind it. */
static int check_component(const char *text, size_t at, size_t *end, struct gx_err *err)
{
	for (;;) {
		size_t before = at, n;

		while (is_word(text[at]))
			at++;
		if (at == before)
			return mark(err, text, at,
				    isupper((unsigned char)text[at])
					? "capital letters are not allowed in a name"
				    : text[at] == '\0' || text[at] == '/' || text[at] == ':'
					? "a letter or a digit is missing here"
					: "a letter or a digit must be here");
		n = separator(text + at);
		if (!n)
			break;
		at += n;
	}
	*end = at;
	return 0;
}

static int check_repository(const char *text, size_t at, size_t *end, struct gx_err *err)
{
	size_t start = at;

	for (;;) {
		if (check_component(text, at, &at, err))
			return -1;
		if (text[at] != '/')
			break;
		at++;
	}
	if (at - start > MAX_REPOSITORY)
		return mark(err, text, start + MAX_REPOSITORY, "the name is too long");
	if (text[at] != '\0' && text[at] != ':')
		return mark(err, text, at,
			    isupper((unsigned char)text[at])
				? "capital letters are not allowed in a name"
			    : text[at] == '@' ? "a digest cannot be chosen"
					      : "this character is not allowed in a name");
	*end = at;
	return 0;
}

static int check_tag(const char *text, size_t at, struct gx_err *err)
{
	size_t start = at;

	for (; text[at]; at++) {
		bool plain = isalnum((unsigned char)text[at]) || text[at] == '_';

		if (!plain && !((text[at] == '.' || text[at] == '-') && at > start))
			return mark(err, text, at, "this character is not allowed in a tag");
	}
	if (at == start)
		return mark(err, text, at, "the tag is missing after the colon");
	if (at - start > MAX_TAG)
		return mark(err, text, start + MAX_TAG, "the tag is too long");
	return 0;
}

int gx_image_ref_parse(const char *text, struct gx_image_ref *out, struct gx_err *err)
{
	size_t n = registry_length(text), start = n ? n + 1 : 0, end = 0;
	const char *tag = "latest";

	if (n && check_registry(text, n, err))
		return -1;
	if (check_repository(text, start, &end, err))
		return -1;
	if (text[end] == ':') {
		if (check_tag(text, end + 1, err))
			return -1;
		tag = text + end + 1;
	}
	out->registry = n ? gx_strndup(text, n) : NULL;
	out->repository = gx_strndup(text + start, end - start);
	out->tag = gx_strdup(tag);
	out->text = gx_asprintf("%.*s:%s", (int)end, text, tag);
	return 0;
}

void gx_image_ref_clear(struct gx_image_ref *ref)
{
	free(ref->registry);
	free(ref->repository);
	free(ref->tag);
	free(ref->text);
	*ref = (struct gx_image_ref){ 0 };
}

static bool parse_id(const char *text, size_t len, uint32_t *out)
{
	uint64_t value = 0;

	if (len == 0 || len > 10)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	*out = (uint32_t)value;
	return value < UINT32_MAX;
}

static bool user_name_ok(const char *name)
{
	if (!*name || isdigit((unsigned char)*name) || *name == '-' || strlen(name) > 31)
		return false;
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789._-")] == '\0';
}

int gx_pack_user_parse(const char *text, struct gx_pack_user *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv parts = GX_STRV_INIT;
	struct gx_pack_user user = { .set = true };
	size_t i = 0;
	bool good;

	gx_strv_split(&parts, text, ":");
	if (parts.n && !isdigit((unsigned char)parts.v[0][0]))
		i = 1;
	good = text[0] != ':' && !strstr(text, "::") && parts.n > i && parts.n <= i + 2 &&
	       (!i || user_name_ok(parts.v[0])) && parse_id(parts.v[i], strlen(parts.v[i]), &user.uid);
	if (good && parts.n > i + 1)
		good = parse_id(parts.v[i + 1], strlen(parts.v[i + 1]), &user.gid);
	else
		user.gid = user.uid;
	if (!good) {
		gx_fail(err, GX_EUSAGE, "'%s' is not a user", text);
		return gx_err_hint(err, "write NAME:UID:GID, such as app:10001:10001");
	}
	if (i && !strcmp(parts.v[0], "root") && user.uid)
		return gx_fail(err, GX_EUSAGE, "'%s': root is user 0", text);
	user.name = i ? gx_strdup(parts.v[0]) : NULL;
	*out = user;
	return 0;
}

int gx_pack_link_parse(const char *text, struct gx_pack_link *out, struct gx_err *err)
{
	const char *equals = strchr(text, '=');

	if (!equals || equals == text || text[0] != '/') {
		gx_fail(err, GX_EUSAGE, "'%s' is not a symbolic link", text);
		return gx_err_hint(err, "write SOURCE=TARGET, such as /usr/bin=bin, "
				   "where TARGET lies in the profile");
	}
	out->path = gx_strndup(text, (size_t)(equals - text));
	out->target = gx_strdup(equals[1] ? equals + 1 : ".");
	return 0;
}

static int no_such_entry(struct gx_store *store, const char *profile, const char *word,
			 struct gx_err *err)
{
	static const char *const dirs[] = { "bin", "sbin", "libexec" };

	gx_fail(err, GX_ENOTFOUND, "the profile has no program '%s'", word);
	for (size_t i = 0; i < GX_ARRAY_SIZE(dirs); i++) {
		GX_AUTO(free) char *logical = gx_path_join(profile, dirs[i]);
		struct stat st;
		GX_AUTO(free) char *found = gx_resolve(store, logical, &st);
		GX_AUTO(free) char *physical = found ? gx_store_physical(store, found) : NULL;
		GX_AUTO(free) char *near = physical ? gx_suggest_file(gx_path_base(word), physical)
						    : NULL;

		GX_AUTO(free) char *name = near ? gx_path_join(dirs[i], near) : NULL;

		if (name && !strcmp(name, word)) {
			gx_err_clear(err);
			return gx_fail(err, GX_ENOTFOUND, "'%s' is a link that leads to nothing in "
				       "the store", word);
		}
		if (near)
			return gx_err_hint(err, "did you mean '%s/%s'?", dirs[i], near);
	}
	return gx_err_hint(err, "name a file of the profile, such as bin/PROGRAM");
}

int gx_pack_check_entry(struct gx_store *store, const char *profile, const char *word,
			struct gx_err *err)
{
	GX_AUTO(free) char *logical = gx_path_join(profile, word);
	GX_AUTO(free) char *found = NULL;
	struct stat st;

	if (word[0] == '/' && strncmp(word, GX_STORE_DIR "/", sizeof GX_STORE_DIR))
		return 0;	/* provided by -S or a volume: not ours to judge */
	found = gx_resolve(store, word[0] == '/' ? word : logical, &st);
	if (!found)
		return no_such_entry(store, profile, word, err);
	if (!S_ISREG(st.st_mode) || !(st.st_mode & S_IXUSR))
		return gx_fail(err, GX_EINVALID, "'%s' is not a program", word);
	return 0;
}
