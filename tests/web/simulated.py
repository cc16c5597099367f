"""Pages in Streamlit's own simulation: opened, looked at, pressed."""

from streamlit.testing.v1 import AppTest


def opened(page, *, register="demonstration", by="", **query):
    """``page``, a function that shows one, on a register, with ``query`` in its address, in front of ``by``."""
    test = AppTest.from_function(page, default_timeout=120)
    for name, value in {"register": register, **query}.items():
        test.query_params[name] = value
    if by:
        test.session_state["acting-name"] = by
    return running(test.run())


def running(test):
    """``test``, which has not failed."""
    assert not test.exception, test.exception
    return test


def shown(test):
    """Everything that the page wrote itself, as HTML."""
    return "\n".join(element.proto.body for element in test.get("html"))


def press(test, label):
    """Press the one button called so."""
    [button] = [button for button in test.button if button.label == label]
    return running(button.click().run())
