"""Plain values to pages that people read and print: HTML that needs no other file, and PDF."""
