(use-modules (gnu pakages bash))
(manifest (list))
