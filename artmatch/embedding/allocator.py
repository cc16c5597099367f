"""Keep freed memory in the process, so that activations are not paged in anew for every photograph.

glibc hands large blocks back to the system as soon as they are free. A network's activations are such blocks: on two
cores the network embedded 23 photographs a second with the default settings and 43 with these, without other change.
"""

import ctypes
import platform

_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4  # malloc.h


def keep_freed_memory() -> None:
    """Tell glibc to serve large blocks from the heap and not to trim it; elsewhere nothing happens."""
    if platform.libc_ver()[0] == "glibc":
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
