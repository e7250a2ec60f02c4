"""Asks this machine's bash, on a pseudo-terminal of 80 by 24: `python3 tests/shell/record-screens.py [NAME ...]` types
the keys of screens.json, waits `ms` after each, and writes down what came out. Run it on an idle machine."""

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import sys
import termios
import time
from pathlib import Path

FILE = Path(__file__).with_name("screens.json")
HOME = "/root/underlay-screens"


def read(fd, seconds):
    out = b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([fd], [], [], left)[0]:
            try:
                data = os.read(fd, 65536)
            except OSError:
                break
            if not data:
                break
            out += data
    return out.decode("utf8", "replace")


def record(case):
    shutil.rmtree(HOME, ignore_errors=True)
    os.makedirs(HOME)
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(HOME)
        os.execve(
            "/bin/bash",
            ["bash", "--norc", "--noprofile"],
            {
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": HOME,
                "USER": "root",
                "LOGNAME": "root",
                "SHELL": "/bin/bash",
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                "PS1": "root@hostA:~# ",
                "TZ": "UTC",
            },
        )
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    case["first"] = read(fd, 0.5)
    for step in case["steps"]:
        os.write(fd, step["keys"].encode())
        step["out"] = read(fd, step["ms"] / 1000)
    os.kill(pid, 9)
    os.close(fd)
    os.waitpid(pid, 0)
    shutil.rmtree(HOME, ignore_errors=True)


cases = json.loads(FILE.read_text())
for case in cases:
    if len(sys.argv) < 2 or case["name"] in sys.argv[1:]:
        record(case)
FILE.write_text(json.dumps(cases, indent=1) + "\n")
