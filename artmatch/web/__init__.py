"""The pages: Match, Cases, Inbox, Register, Import, Browse, Review, Audit. The only package that knows Streamlit.

``words`` and ``pictures`` are pure; ``session`` knows which register is open; a module a page does the rest.
"""
