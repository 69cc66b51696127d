/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as text. */
#include "util/util.h"

#include <string.h>

static const char nix32[] = "0123456789abcdfghijklmnpqrsvwxyz";

void gx_base32_encode(const void *data, size_t len, char *out)
{
	const unsigned char *bytes = data;
	size_t n = GX_BASE32_LEN(len);

	for (size_t i = 0; i < n; i++) {
		size_t bit = (n - 1 - i) * 5;
		size_t at = bit / 8, shift = bit % 8;
		unsigned digit = bytes[at] >> shift;

		if (at + 1 < len)
			digit |= (unsigned)bytes[at + 1] << (8 - shift);
		out[i] = nix32[digit & 31];
	}
	out[n] = '\0';
}

static int digit_value(char c)
{
	const char *p = c ? strchr(nix32, c) : NULL;

	return p ? (int)(p - nix32) : -1;
}

bool gx_base32_char(char c)
{
	return digit_value(c) >= 0;
}

int gx_base32_decode(const char *text, size_t textlen, void *out, size_t len)
{
	unsigned char *bytes = out;

	if (textlen != GX_BASE32_LEN(len))
		return -1;
	memset(bytes, 0, len);
	for (size_t i = 0; i < textlen; i++) {
		int digit = digit_value(text[textlen - 1 - i]);
		size_t at = i * 5 / 8, shift = i * 5 % 8;
		unsigned value;

		if (digit < 0)
			return -1;
		value = (unsigned)digit << shift;
		bytes[at] |= (unsigned char)value;
		if (at + 1 < len)
			bytes[at + 1] |= (unsigned char)(value >> 8);
		else if (value >> 8)
			return -1;
	}
	return 0;
}

char *gx_base32_str(const void *data, size_t len)
{
	char *out = gx_malloc(GX_BASE32_LEN(len) + 1);

	gx_base32_encode(data, len, out);
	return out;
}

char *gx_base16_str(const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = data;
	char *out = gx_malloc(len * 2 + 1);

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = '\0';
	return out;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int gx_base16_decode(const char *text, size_t textlen, void *out, size_t len)
{
	unsigned char *bytes = out;

	if (textlen != len * 2)
		return -1;
	for (size_t i = 0; i < len; i++) {
		int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

/* Digits of BITS bits, most significant bit first (RFC 4648). */
static size_t encode_msb(const unsigned char *in, size_t len, unsigned bits,
			 const char *alphabet, char *out)
{
	unsigned acc = 0, have = 0;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		acc = acc << 8 | in[i];
		have += 8;
		while (have >= bits) {
			have -= bits;
			out[n++] = alphabet[acc >> have & ((1u << bits) - 1)];
		}
		acc &= (1u << have) - 1;
	}
	if (have)
		out[n++] = alphabet[acc << (bits - have) & ((1u << bits) - 1)];
	return n;
}

static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *gx_base64_str(const void *data, size_t len)
{
	char *out = gx_malloc((len + 2) / 3 * 4 + 1);
	size_t n = encode_msb(data, len, 6, b64, out);

	while (n % 4)
		out[n++] = '=';
	out[n] = '\0';
	return out;
}

char *gx_rfc4648_base32_str(const void *data, size_t len)
{
	char *out = gx_malloc(GX_BASE32_LEN(len) + 1);
	size_t n = encode_msb(data, len, 5, "abcdefghijklmnopqrstuvwxyz234567", out);

	out[n] = '\0';
	return out;
}

int gx_base64_decode(const char *text, size_t textlen, void *out, size_t *outlen)
{
	unsigned char *bytes = out;
	unsigned acc = 0, have = 0;
	size_t n = 0;

	if (textlen % 4)
		return -1;
	while (textlen && text[textlen - 1] == '=')
		textlen--;
	if (textlen % 4 == 1)
		return -1;
	for (size_t i = 0; i < textlen; i++) {
		const char *p = text[i] ? strchr(b64, text[i]) : NULL;

		if (!p)
			return -1;
		acc = (acc << 6 | (unsigned)(p - b64)) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			bytes[n++] = (unsigned char)(acc >> have);
		}
	}
	if (acc & ((1u << have) - 1))
		return -1;
	*outlen = n;
	return 0;
}
