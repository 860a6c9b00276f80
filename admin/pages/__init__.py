"""One file per page: GET draws it, POST acts and sends on."""
