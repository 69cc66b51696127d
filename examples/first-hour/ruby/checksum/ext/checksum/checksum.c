/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ruby.h>
#include <zlib.h>

static VALUE sum(VALUE self, VALUE text)
{
	(void)self;
	StringValue(text);
	return UINT2NUM((unsigned int)crc32(0, (const Bytef *)RSTRING_PTR(text),
					    (uInt)RSTRING_LEN(text)));
}

void Init_checksum(void)
{
	rb_define_singleton_method(rb_define_module("Checksum"), "crc32", sum, 1);
}
