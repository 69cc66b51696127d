# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3

import twice


def main():
    print("hello from Python and C:", twice.twice(21))
    print("with SQLite", sqlite3.sqlite_version)


if __name__ == "__main__":
    main()
