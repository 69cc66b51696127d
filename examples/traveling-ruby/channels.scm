;; The packages of manifest.scm are those of this commit.  A commit that came with gx is
;; taken from gx itself, whatever the URL.
(list (channel
        (name 'base)
        (url "https://gx.example.org/gx.git")
        (commit
          "03712ee5091361b81db028a633da920be3bb7d76")))
