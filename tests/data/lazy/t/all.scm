;; Ask for something of each module.
(for-each (lambda (name)
            (false-if-exception
             (module-map (const #t) (resolve-interface (list 't name)))))
          '(cycle-a cycle-b macros imports shapes replacer loud shadow effects
            effects-by-macro assigns late-imports values own-define redefine
            twice-defined uses-eager exports-values duplicates first-duplicates))
