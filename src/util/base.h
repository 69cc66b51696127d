/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as text: nix-base32 (doc/formats.md 1), base32, base64, base16. */
#ifndef GX_BASE_H
#define GX_BASE_H

/* Characters that N bytes need in nix-base32: 20 -> 32, 32 -> 52. */
#define GX_BASE32_LEN(n) (((n) * 8 + 4) / 5)

/* nix-base32: the bytes as one little-endian number, highest digit first, in
 * the alphabet without e, o, t, u.  Writes GX_BASE32_LEN(len) characters and a
 * NUL into OUT. */
void gx_base32_encode(const void *data, size_t len, char *out);
/* The reverse, for exactly LEN bytes: -1 (no message) when TEXT has another
 * length, a foreign character, or bits beyond the last byte. */
int gx_base32_decode(const char *text, size_t textlen, void *out, size_t len);
/* Newly allocated forms. */
char *gx_base32_str(const void *data, size_t len);
char *gx_base16_str(const void *data, size_t len);
char *gx_base64_str(const void *data, size_t len);
char *gx_rfc4648_base32_str(const void *data, size_t len);	/* lower case, no padding */
/* Exactly LEN bytes of base16, either case; -1 (no message) otherwise. */
int gx_base16_decode(const char *text, size_t textlen, void *out, size_t len);
/* Base64 with padding into OUT, which has room for textlen/4*3 bytes; *OUTLEN
 * says how many came; -1 (no message) when malformed. */
int gx_base64_decode(const char *text, size_t textlen, void *out, size_t *outlen);
/* Is C one of the 32 characters of nix-base32? */
bool gx_base32_char(char c);

#endif
