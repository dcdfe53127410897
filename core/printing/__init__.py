"""Documents as pages: a Paper says what to print, `layout.pdf` draws it, `pool` keeps that work off the event loop."""
