"""Facts about GitHub as tables, each with its source and the date it was read. No behaviour lives here."""
