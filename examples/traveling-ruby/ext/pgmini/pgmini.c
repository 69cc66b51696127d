/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pgmini: connect to PostgreSQL and run parameterised statements. */
#include <libpq-fe.h>
#include <ruby.h>
#include <ruby/encoding.h>

static VALUE error_class;

static void connection_free(void *p)
{
	PQfinish(p);
}

static const rb_data_type_t connection_type = {
	"Pgmini", { NULL, connection_free, NULL }, NULL, NULL, RUBY_TYPED_FREE_IMMEDIATELY,
};

/* Pgmini.connect(url) -> connection */
static VALUE pgmini_connect(VALUE class, VALUE url)
{
	PGconn *conn = PQconnectdb(StringValueCStr(url));

	if (PQstatus(conn) != CONNECTION_OK) {
		VALUE message = rb_str_new_cstr(PQerrorMessage(conn));

		PQfinish(conn);
		rb_exc_raise(rb_exc_new_str(error_class, message));
	}
	return TypedData_Wrap_Struct(class, &connection_type, conn);
}

static VALUE rows_to_array(PGresult *result)
{
	VALUE rows = rb_ary_new();

	for (int row = 0; row < PQntuples(result); row++) {
		VALUE hash = rb_hash_new();

		for (int col = 0; col < PQnfields(result); col++) {
			VALUE value = PQgetisnull(result, row, col)
				? Qnil : rb_utf8_str_new_cstr(PQgetvalue(result, row, col));

			rb_hash_aset(hash, rb_utf8_str_new_cstr(PQfname(result, col)), value);
		}
		rb_ary_push(rows, hash);
	}
	return rows;
}

/* connection.exec(sql, parameters = []) -> array of hashes of strings */
static VALUE pgmini_exec(int argc, VALUE *argv, VALUE self)
{
	VALUE sql, parameters, rows, message;
	const char *values[16];
	ExecStatusType status;
	PGresult *result;
	PGconn *conn;
	long n = 0;

	rb_scan_args(argc, argv, "11", &sql, &parameters);
	TypedData_Get_Struct(self, PGconn, &connection_type, conn);
	if (!NIL_P(parameters)) {
		n = RARRAY_LEN(parameters);
		if (n > 16)
			rb_raise(rb_eArgError, "more than 16 parameters");
		for (long i = 0; i < n; i++) {
			VALUE v = rb_ary_entry(parameters, i);

			values[i] = NIL_P(v) ? NULL : StringValueCStr(v);
		}
	}
	result = PQexecParams(conn, StringValueCStr(sql), (int)n, NULL, values, NULL, NULL, 0);
	status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		message = rb_str_new_cstr(PQerrorMessage(conn));
		PQclear(result);
		rb_exc_raise(rb_exc_new_str(error_class, message));
	}
	rows = rows_to_array(result);
	PQclear(result);
	return rows;
}

void Init_pgmini(void)
{
	VALUE class = rb_define_class("Pgmini", rb_cObject);

	rb_undef_alloc_func(class);
	error_class = rb_define_class_under(class, "Error", rb_eStandardError);
	rb_define_singleton_method(class, "connect", pgmini_connect, 1);
	rb_define_method(class, "exec", pgmini_exec, -1);
}
