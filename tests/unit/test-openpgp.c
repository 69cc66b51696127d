/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenPGP keys and signatures made by GnuPG; what is broken or weak is refused. */
#include "channel/openpgp.h"
#include "tap.h"

static void read_data(const char *name, struct gx_buf *out)
{
	GX_AUTO(free) char *rel = gx_asprintf("channel/pgp/%s", name);
	GX_AUTO(free) char *path = data_path(rel);

	if (gx_file_read(path, 1 << 20, out, NULL) != 0)
		printf("Bail out! no %s\n", path);
}

/* 0 right, 1 key missing, -1 wrong: the signature FILE of TEXT by a key in RING. */
static int verify(const struct gx_keyring *ring, const char *file, const struct gx_buf *text,
		  struct gx_pgp_verdict *v, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf sig = GX_BUF_INIT;

	read_data(file, &sig);
	return gx_pgp_verify(ring, sig.data, sig.len, text->data, text->len, v, err);
}

static void test_signers(const struct gx_buf *doc, struct gx_keyring *all)
{
	GX_AUTO(buf) struct gx_buf list = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	read_data("signers", &list);
	gx_strv_split(&lines, gx_buf_str(&list), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		GX_AUTO(strv) struct gx_strv w = GX_STRV_INIT;
		GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT, wrong = GX_BUF_INIT;
		GX_AUTO(keyring) struct gx_keyring ring = GX_KEYRING_INIT, none = GX_KEYRING_INIT;
		GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
		GX_AUTO(free) char *sig = NULL;
		struct gx_pgp_verdict v = { NULL };

		gx_strv_split(&w, lines.v[i], " ");
		for (char *p = w.v[1]; *p; p++)
			*p |= 0x20;	/* lower case; digits stay */
		sig = gx_asprintf("%s.sig", w.v[0]);
		read_data(w.v[2], &key);
		ok(gx_keyring_add(&ring, key.data, key.len, &err) == 0, "%s: the key is read", w.v[0]);
		gx_keyring_add(all, key.data, key.len, NULL);
		if (!ok(verify(&ring, sig, doc, &v, &err) == 0, "%s: its signature is right", w.v[0]))
			printf("# %s\n", gx_err_text(&err));
		is(v.key ? v.key->fingerprint : NULL, w.v[1], "%s: by the signing key", w.v[0]);
		ok(verify(&none, sig, doc, &v, &err) == 1 && !strcmp(v.issuer, w.v[1]),
		   "%s: a missing key is named", w.v[0]);
		gx_buf_add(&wrong, doc->data, doc->len);
		wrong.data[0] ^= 1;
		ok(verify(&ring, sig, &wrong, &v, &err) == -1, "%s: another text is refused", w.v[0]);
		ok(v.key == NULL || verify(&ring, sig, doc, &v, &err) == 0, "%s: again", w.v[0]);
	}
}

/* Every byte of a signature, changed, makes it wrong (or leaves what is not signed). */
static void test_tampered(const struct gx_buf *doc, const struct gx_keyring *all)
{
	GX_AUTO(buf) struct gx_buf sig = GX_BUF_INIT;
	int right = 0;

	read_data("binary.sig", &sig);
	for (size_t i = 0; i < sig.len * 8; i++) {
		struct gx_pgp_verdict v;

		sig.data[i / 8] ^= (char)(1 << i % 8);
		right += gx_pgp_verify(all, sig.data, sig.len, doc->data, doc->len, &v, NULL) == 0;
		sig.data[i / 8] ^= (char)(1 << i % 8);
	}
	/* The unhashed area names the issuer once more, by key id; the packet tag's two bits of
	 * length type do not count, nor do the bit counts in front of integers, wholly. */
	ok(right <= 8 * 16, "a changed signature is wrong (%d of %zu bits are not signed)", right,
	   sig.len * 8);
	for (size_t i = 0; i < sig.len; i++) {
		struct gx_pgp_verdict v;

		if (gx_pgp_verify(all, sig.data, i, doc->data, doc->len, &v, NULL) == 0)
			ok(false, "a signature cut at %zu is wrong", i);
	}
	ok(true, "a cut signature is wrong");
}

int main(void)
{
	GX_AUTO(buf) struct gx_buf doc = GX_BUF_INIT;
	GX_AUTO(keyring) struct gx_keyring all = GX_KEYRING_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_pgp_verdict v;

	read_data("document", &doc);
	test_signers(&doc, &all);
	ok(verify(&all, "binary.sig", &doc, &v, &err) == 0, "a binary signature, SHA-512");
	ok(verify(&all, "rsa-sha384.sig", &doc, &v, &err) == 0, "RSA with SHA-384");
	ok(verify(&all, "sha1.sig", &doc, &v, &err) == -1 && strstr(gx_err_text(&err), "SHA-1"),
	   "a SHA-1 signature is refused by name");
	ok(verify(&all, "revoked.sig", &doc, &v, &err) == 0 && v.key->revoked,
	   "a revoked key is known as such");
	ok(verify(&all, "expired.sig", &doc, &v, &err) == 0 && v.key->lifetime == 86400,
	   "a key's lifetime is known");
	is(v.key->user, "old", "a key's user is known");
	test_tampered(&doc, &all);
	return done();
}
