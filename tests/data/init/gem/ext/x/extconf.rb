require "mkmf"; have_library("z"); pkg_config("yaml-0.1")
