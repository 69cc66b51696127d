# SPDX-License-Identifier: GPL-3.0-or-later
from setuptools import Extension, setup

setup(
    name="hello",
    version="1.0",
    python_requires=">=3.9",
    py_modules=["hello"],
    ext_modules=[Extension("twice", ["twice.c"])],
    entry_points={"console_scripts": ["hello = hello:main"]},
)
