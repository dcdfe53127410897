"""The books: accounts, entries in journals, fiscal years, and the files that accountants and the State ask for."""
