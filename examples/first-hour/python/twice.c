/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <Python.h>

static PyObject *twice(PyObject *self, PyObject *number)
{
	long n = PyLong_AsLong(number);

	(void)self;
	return PyErr_Occurred() ? NULL : PyLong_FromLong(2 * n);
}

static PyMethodDef methods[] = {
	{ "twice", twice, METH_O, "Twice an integer." },
	{ NULL, NULL, 0, NULL },
};

static struct PyModuleDef module = {
	PyModuleDef_HEAD_INIT, "twice", NULL, -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit_twice(void)
{
	return PyModule_Create(&module);
}
