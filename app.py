"""The pages of artmatch, as Streamlit starts them (``artmatch app`` does)."""

import streamlit as st

from artmatch.web import frame

st.set_page_config(page_title="artmatch", layout="wide")
frame.show()
