/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may change a channel: the signatures of its commits from its introduction on.
 *
 * A commit must be signed by a key that `.guix-authorizations' of each of its parents lists;
 * the introduction commit by the key that the introduction names.  Keys come from the *.key
 * files of the keyring branch: that branch needs no trust, since fingerprints decide. */
#include <stdlib.h>
#include <string.h>

#include "channel/auth.h"
#include "channel/forms.h"
#include "channel/openpgp.h"

#define AUTHORIZATIONS ".guix-authorizations"
#define MAX_FILE ((size_t)8 << 20)
#define MAX_REMEMBERED 1000

struct session {
	struct gx_git *git;
	const struct gx_auth *auth;
	struct gx_keyring ring;
	struct gx_buf last_text;	/* the authorizations that were read last, which are … */
	struct gx_strv last_keys;	/* … nearly always those of the next commit too */
	struct gx_strv told;		/* keys about which a word was said */
	size_t checked;
};

static void session_clear(struct session *s)
{
	gx_keyring_clear(&s->ring);
	gx_buf_clear(&s->last_text);
	gx_strv_clear(&s->last_keys);
	gx_strv_clear(&s->told);
}

/* --- keys ------------------------------------------------------------------------------------------- */

static bool is_key_file(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strcmp(name + len - 4, ".key");
}

static int load_keyring(struct session *s, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	const char *branch = s->auth->keyring;
	char tip[GX_COMMIT_LEN + 1];
	int rc = gx_git_branch_tip(s->git, branch, tip, err);

	if (rc > 0)
		return gx_fail(err, GX_ENOTFOUND, "channel %s has no keyring branch `%s', without "
			       "which it cannot be authenticated", s->auth->name, branch);
	if (rc < 0 || gx_git_list(s->git, tip, "", &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;

		if (!is_key_file(names.v[i]))
			continue;
		if (gx_git_read(s->git, tip, names.v[i], MAX_FILE, &data, err) != 0 ||
		    gx_keyring_add(&s->ring, gx_buf_str(&data), data.len, err) < 0)
			return gx_err_prefix(err, "channel %s: key file %s", s->auth->name,
					     names.v[i]);
	}
	return 0;
}

/* --- one commit --------------------------------------------------------------------------------------- */

/* Take the gpgsig header out of a raw commit: its value to SIGNATURE, the rest to SIGNED. */
static int split_commit(const struct gx_buf *raw, struct gx_buf *signature, struct gx_buf *rest)
{
	const char *p = gx_buf_str(raw), *end = p + raw->len;
	bool in_signature = false, in_head = true;

	while (p < end) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		const char *next = eol ? eol + 1 : end;

		if (!in_head) {
			gx_buf_add(rest, p, (size_t)(end - p));
			break;
		}
		if (in_signature && *p == ' ') {
			gx_buf_add(signature, p + 1, (size_t)(next - p - 1));
		} else if (next - p > 7 && !memcmp(p, "gpgsig ", 7)) {
			if (signature->len)
				return -1;	/* two signatures: which is meant? */
			in_signature = true;
			gx_buf_add(signature, p + 7, (size_t)(next - p - 7));
		} else {
			in_signature = false;
			in_head = *p != '\n';
			gx_buf_add(rest, p, (size_t)(next - p));
		}
		p = next;
	}
	return 0;
}

static void tell_about_key(struct session *s, const struct gx_pgp_verdict *v)
{
	const struct gx_pgp_key *key = v->key;
	GX_AUTO(buf) struct gx_buf fpr = GX_BUF_INIT;
	GX_AUTO(free) char *text = NULL;
	bool expired = key->lifetime && v->created > key->created &&
		v->created - key->created > key->lifetime;

	if ((!key->revoked && !expired) || !s->auth->note || gx_strv_has(&s->told, key->fingerprint))
		return;
	gx_strv_push(&s->told, key->fingerprint);
	gx_fingerprint_format(key->fingerprint, &fpr);
	text = gx_asprintf("channel %s: commits are signed by the key %s, which %s", s->auth->name,
			   gx_buf_str(&fpr), key->revoked ? "was revoked" : "had expired");
	s->auth->note(s->auth->payload, text);
}

/* The fingerprint of the key that signed COMMIT. */
static int signer_of(struct session *s, const char *commit, char out[GX_FINGERPRINT_LEN + 1],
		     struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf raw = GX_BUF_INIT, signature = GX_BUF_INIT, rest = GX_BUF_INIT;
	struct gx_pgp_verdict verdict;
	int rc;

	if (gx_git_raw_commit(s->git, commit, &raw, err) < 0)
		return -1;
	if (split_commit(&raw, &signature, &rest) < 0)
		return gx_fail(err, GX_EINVALID, "commit %s has two signatures", commit);
	if (!signature.len)
		return gx_fail(err, GX_EINVALID, "commit %s lacks a signature", commit);
	rc = gx_pgp_verify(&s->ring, signature.data, signature.len, gx_buf_str(&rest), rest.len,
			   &verdict, err);
	if (rc < 0)
		return gx_err_prefix(err, "commit %s", commit);
	if (rc > 0)
		return gx_fail(err, GX_ENOTFOUND, "commit %s is signed by key %s, which is not on "
			       "the channel's keyring branch `%s'", commit, verdict.issuer,
			       s->auth->keyring);
	tell_about_key(s, &verdict);
	memcpy(out, verdict.key->fingerprint, GX_FINGERPRINT_LEN + 1);
	s->checked++;
	return 0;
}

/* --- authorizations -------------------------------------------------------------------------------------- */

/* +1 when COMMIT has no such file. */
static int read_authorizations(struct session *s, const char *commit, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv keys = GX_STRV_INIT;
	int rc = gx_git_read(s->git, commit, AUTHORIZATIONS, MAX_FILE, &text, err);

	if (rc != 0)
		return rc;
	if (s->last_text.len == text.len && text.len &&
	    !memcmp(s->last_text.data, text.data, text.len))
		return 0;
	if (gx_authorizations_parse(gx_buf_str(&text), text.len, &keys, err) < 0) {
		gx_sexp_locate(err, AUTHORIZATIONS, gx_buf_str(&text));
		return gx_err_prefix(err, "commit %s", commit);
	}
	gx_buf_reset(&s->last_text);
	gx_buf_add(&s->last_text, gx_buf_str(&text), text.len);
	gx_strv_clear(&s->last_keys);
	gx_strv_append(&s->last_keys, &keys);
	return 0;
}

/* A commit without the file whose parent has it took it away. */
static int fail_without_file(struct session *s, const char *commit, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv parents = GX_STRV_INIT;

	if (gx_git_parents(s->git, commit, &parents, err) < 0)
		return -1;
	for (size_t i = 0; i < parents.n; i++) {
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
		int rc = gx_git_read(s->git, parents.v[i], AUTHORIZATIONS, MAX_FILE, &text, err);

		if (rc < 0)
			return -1;
		if (rc == 0)
			return gx_fail(err, GX_EINVALID, "commit %s attempts to remove '%s' file",
				       commit, AUTHORIZATIONS);
	}
	return gx_fail(err, GX_EINVALID, "commit %s has no '%s', so that nobody may follow it",
		       commit, AUTHORIZATIONS);
}

static int check_commit(struct session *s, const char *commit, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv parents = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf fpr = GX_BUF_INIT;
	char signer[GX_FINGERPRINT_LEN + 1];
	bool authorized;

	if (signer_of(s, commit, signer, err) < 0 || gx_git_parents(s->git, commit, &parents, err) < 0)
		return -1;
	authorized = parents.n > 0;
	for (size_t i = 0; i < parents.n; i++) {
		int rc = read_authorizations(s, parents.v[i], err);

		if (rc > 0)
			return fail_without_file(s, parents.v[i], err);
		if (rc < 0)
			return -1;
		authorized = authorized && gx_strv_has(&s->last_keys, signer);
	}
	if (authorized)
		return 0;
	gx_fingerprint_format(signer, &fpr);
	return gx_fail(err, GX_EINVALID, "commit %s not signed by an authorized key: %s", commit,
		       gx_buf_str(&fpr));
}

static int check_introduction(struct session *s, struct gx_err *err)
{
	const char *commit = s->auth->commit;
	GX_AUTO(buf) struct gx_buf is = GX_BUF_INIT, should = GX_BUF_INIT;
	char signer[GX_FINGERPRINT_LEN + 1];

	if (signer_of(s, commit, signer, err) < 0)
		return -1;
	if (!strcmp(signer, s->auth->signer))
		return 0;
	gx_fingerprint_format(signer, &is);
	gx_fingerprint_format(s->auth->signer, &should);
	return gx_fail(err, GX_EINVALID, "initial commit %s is signed by '%s' instead of '%s'",
		       commit, gx_buf_str(&is), gx_buf_str(&should));
}

/* --- what was verified before ------------------------------------------------------------------------------ */

static char *memory_path(const struct gx_auth *auth)
{
	GX_AUTO(free) char *key = gx_asprintf("%s %s %s", auth->commit, auth->signer,
					      auth->keyring);
	GX_AUTO(free) char *name = NULL;
	struct gx_hash hash;

	if (!auth->cache)
		return NULL;
	gx_hash_data(GX_HASH_SHA256, key, strlen(key), &hash);
	name = gx_base32_str(hash.bytes, 20);
	return gx_asprintf("%s/%s", auth->cache, name);
}

/* Verified commits: all that they descend from, back to the introduction, is verified too. */
static void recall(const char *path, struct gx_strv *out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	if (!path || gx_sealed_read(path, MAX_FILE, &buf))
		return;
	gx_strv_split(&lines, gx_buf_str(&buf), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		if (gx_id_ok(lines.v[i]))
			gx_strv_push(out, lines.v[i]);
	}
}

static void remember(const struct gx_auth *auth, const char *path, const char *commit,
		     const struct gx_strv *before)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	if (!path || gx_strv_has(before, commit))
		return;
	gx_buf_addf(&buf, "%s\n", commit);
	for (size_t i = 0; i < before->n && i < MAX_REMEMBERED; i++)
		gx_buf_addf(&buf, "%s\n", before->v[i]);
	/* Not written: the next gx verifies once more. */
	gx_sealed_write(path, 0600, &buf);
}

static int check_all(struct session *s, const char *end, const struct gx_strv *verified,
		     struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv stop = GX_STRV_INIT, commits = GX_STRV_INIT;
	int rc;

	if (gx_strv_has(verified, end))
		return 0;
	if (!gx_git_has_commit(s->git, s->auth->commit))
		return gx_fail(err, GX_ENOTFOUND, "its introduction commit %s does not exist",
			       s->auth->commit);
	rc = gx_git_descends(s->git, s->auth->commit, end, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return gx_fail(err, GX_EINVALID, "commit %s does not descend from the introduction "
			       "commit %s", end, s->auth->commit);
	gx_strv_push(&stop, s->auth->commit);
	gx_strv_append(&stop, verified);
	/* What was verified once went back to the introduction. */
	if (load_keyring(s, err) < 0 || (!verified->n && check_introduction(s, err) < 0) ||
	    gx_git_walk(s->git, end, &stop, false, &commits, err) < 0)
		return -1;
	/* Oldest first: the first wrong commit is the one to name. */
	for (size_t i = commits.n; i-- > 0; ) {
		if (check_commit(s, commits.v[i], err) < 0)
			return -1;
	}
	return 0;
}

bool gx_auth_known(const struct gx_auth *auth, const char *end)
{
	GX_AUTO(strv) struct gx_strv verified = GX_STRV_INIT;
	GX_AUTO(free) char *path = memory_path(auth);

	recall(path, &verified);
	return gx_strv_has(&verified, end);
}

int gx_auth_check(struct gx_git *git, const struct gx_auth *auth, const char *end,
		  size_t *checked, struct gx_err *err)
{
	struct session s = { .git = git, .auth = auth };
	GX_AUTO(strv) struct gx_strv verified = GX_STRV_INIT;
	GX_AUTO(free) char *path = memory_path(auth);
	int rc;

	recall(path, &verified);
	rc = check_all(&s, end, &verified, err);
	if (rc == 0)
		remember(auth, path, end, &verified);
	else
		gx_err_prefix(err, "channel %s cannot be trusted", auth->name);
	if (checked)
		*checked = s.checked;
	session_clear(&s);
	return rc;
}
