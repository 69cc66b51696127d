;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Read what an ELF file asks the dynamic linker for.

(define-module (guix build elf)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (rnrs bytevectors)
  #:export (elf-info?
            elf-interpreter
            elf-needed
            elf-runpath
            elf-soname
            elf-dynamic?
            elf-without-needed
            read-elf))

;;; Commentary:
;;;
;;; Only 64-bit little-endian files are understood, and of those only program
;;; headers and the dynamic section, which is all that relocation needs.  To
;;; write, patchelf is used.
;;;
;;; Code:

(define-record-type <elf-info>
  (make-elf-info interpreter dynamic? needed runpath soname)
  elf-info?
  (interpreter elf-interpreter)                 ;string | #f
  (dynamic?    elf-dynamic?)                    ;Boolean
  (needed      elf-needed)                      ;list of strings
  (runpath     elf-runpath)                     ;list of strings
  (soname      elf-soname))                     ;string | #f

(define (elf-without-needed info libraries)
  "Return INFO as if it needed none of LIBRARIES."
  (make-elf-info (elf-interpreter info)
                 (elf-dynamic? info)
                 (lset-difference string=? (elf-needed info) libraries)
                 (elf-runpath info)
                 (elf-soname info)))

(define %magic #vu8(127 69 76 70 2 1))          ;ELF, 64 bits, little endian

(define PT_LOAD 1)
(define PT_DYNAMIC 2)
(define PT_INTERP 3)

(define DT_NEEDED 1)
(define DT_STRTAB 5)
(define DT_STRSZ 10)
(define DT_SONAME 14)
(define DT_RPATH 15)
(define DT_RUNPATH 29)

(define (read-at port offset count)
  "Return COUNT bytes at OFFSET of PORT, or #f if there are fewer."
  (seek port offset SEEK_SET)
  (let ((bytes (get-bytevector-n port count)))
    (and (bytevector? bytes)
         (= count (bytevector-length bytes))
         bytes)))

(define (u16 bytes offset)
  "Return the 16-bit number at OFFSET of BYTES."
  (bytevector-u16-ref bytes offset (endianness little)))

(define (u32 bytes offset)
  "Return the 32-bit number at OFFSET of BYTES."
  (bytevector-u32-ref bytes offset (endianness little)))

(define (u64 bytes offset)
  "Return the 64-bit number at OFFSET of BYTES."
  (bytevector-u64-ref bytes offset (endianness little)))

(define (c-string bytes offset)
  "Return the string that begins at OFFSET of BYTES and ends at a zero byte."
  (let loop ((i offset) (chars '()))
    (if (or (>= i (bytevector-length bytes))
            (zero? (bytevector-u8-ref bytes i)))
        (reverse-list->string chars)
        (loop (+ i 1)
              (cons (integer->char (bytevector-u8-ref bytes i)) chars)))))

(define (program-headers port header)
  "Return the program headers of PORT, whose ELF header is HEADER, as lists of
type, offset, address and size in the file."
  (let* ((offset (u64 header 32))
         (size   (u16 header 54))
         (count  (u16 header 56))
         (table  (if (zero? count) #vu8() (read-at port offset (* size count)))))
    (if table
        (map (lambda (i)
               (let ((at (* i size)))
                 (list (u32 table at) (u64 table (+ at 8))
                       (u64 table (+ at 16)) (u64 table (+ at 32)))))
             (iota count))
        '())))

(define (address->offset headers address)
  "Return where in the file ADDRESS is found, by the PT_LOAD of HEADERS."
  (any (match-lambda
         ((type offset start size)
          (and (= type PT_LOAD)
               (<= start address)
               (< address (+ start size))
               (+ offset (- address start)))))
       headers))

(define (dynamic-entries port headers)
  "Return the dynamic section of PORT, as HEADERS tell, as pairs of tag and
value."
  (match (find (lambda (header) (= PT_DYNAMIC (first header))) headers)
    (#f '())
    ((_ offset _ size)
     (let ((table (read-at port offset size)))
       (if table
           (take-while (lambda (entry) (not (zero? (car entry))))
                       (map (lambda (i)
                              (cons (u64 table (* 16 i))
                                    (u64 table (+ 8 (* 16 i)))))
                            (iota (quotient size 16))))
           '())))))

(define (string-table port headers entries)
  "Return the dynamic string table of PORT that ENTRIES and HEADERS name."
  (let ((offset (and=> (assv-ref entries DT_STRTAB)
                       (lambda (address) (address->offset headers address))))
        (size (assv-ref entries DT_STRSZ)))
    (or (and offset size (read-at port offset size)) #vu8())))

(define (read-interpreter port headers)
  "Return the interpreter that HEADERS of PORT name, or #f."
  (match (find (lambda (header) (= PT_INTERP (first header))) headers)
    (#f #f)
    ((_ offset _ size)
     (and=> (read-at port offset size)
            (lambda (bytes) (c-string bytes 0))))))

(define (read-elf file)
  "Return what FILE asks for, or #f if it is not a 64-bit ELF file."
  (call-with-input-file file
    (lambda (port)
      (let ((header (read-at port 0 64)))
        (and header
             (every (lambda (i)
                      (= (bytevector-u8-ref %magic i)
                         (bytevector-u8-ref header i)))
                    (iota (bytevector-length %magic)))
             (let* ((headers (program-headers port header))
                    (entries (dynamic-entries port headers))
                    (strings (string-table port headers entries)))
               (define (tagged tag)
                 (filter-map (match-lambda
                               ((t . value)
                                (and (= t tag) (c-string strings value))))
                             entries))
               (make-elf-info (read-interpreter port headers)
                              (pair? entries)
                              (tagged DT_NEEDED)
                              (append-map (lambda (path)
                                            (string-split path #\:))
                                          (append (tagged DT_RUNPATH)
                                                  (tagged DT_RPATH)))
                              (match (tagged DT_SONAME)
                                ((name . _) name)
                                (() #f)))))))
    #:binary #t))
