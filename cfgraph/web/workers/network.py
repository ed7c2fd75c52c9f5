"""A lock on the network for the thread that calls it, where the system has one: Linux on x86-64 and ARM64.

The gate lets no query through that calls the outside; if it ever did, the engine could open no socket.
"""

from __future__ import annotations

import struct
import sys

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER, ARCHITECTURE = 0, 4
X86_64, X86_64_SOCKET = 0xC000003E, 41
ARM64, ARM64_SOCKET = 0xC00000B7, 198
ALLOW, FORBID = 0x7FFF0000, 0x00050001
PROGRAM = (
    (LOAD, 0, 0, ARCHITECTURE),
    (EQUAL, 0, 2, X86_64),
    (LOAD, 0, 0, NUMBER),
    (EQUAL, 4, 3, X86_64_SOCKET),
    (EQUAL, 0, 2, ARM64),
    (LOAD, 0, 0, NUMBER),
    (EQUAL, 1, 0, ARM64_SOCKET),
    (RETURN, 0, 0, ALLOW),
    (RETURN, 0, 0, FORBID),
)
"""A seccomp filter: the system call ``socket`` fails, every other is let through."""


def lock_network() -> bool:
    """No socket can be opened by this thread from now on; False where the system cannot do that."""
    if sys.platform != "linux":
        return False
    import ctypes

    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))

    code = b"".join(struct.pack("HBBI", *line) for line in PROGRAM)
    held = Filter(len(PROGRAM), code)
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(system.prctl(SECCOMP, FILTER, ctypes.byref(held), 0, 0) == 0)
