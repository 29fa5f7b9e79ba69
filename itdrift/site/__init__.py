"""The roof: addresses and the start page, which know all apps."""
