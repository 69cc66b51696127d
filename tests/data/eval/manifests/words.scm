;; Größe, 漢字, tabs	and more
(specifications->manifest
 (list "bash" "coreutils@9"	"sed"
       #;"left out" "make" #| a
 comment |# "grep"))
