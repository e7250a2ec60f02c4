#!/usr/bin/env python3
"""birdc of Debian's BIRD 1.6.8 on a terminal of 80x24: keys, and all it wrote after each. terminal.json. Needs root (unshare -n)."""
import fcntl
import json
import os
import pathlib
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

here = pathlib.Path(__file__).parent
if len(sys.argv) == 1:
    sys.exit(subprocess.run(["unshare", "-n", sys.executable, __file__, "inside"]).returncode)
recorded = json.loads((here / "terminal.json").read_text())
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "b.conf").write_text(recorded["config"])
    subprocess.run(["bird", "-c", "b.conf", "-s", "b.ctl"], cwd=folder, check=True)
    time.sleep(0.5)
    for session in recorded["sessions"]:
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.environ["TERM"] = "xterm"
            time.sleep(0.1)
            os.execvp("birdc", ["birdc", "-s", "b.ctl"])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, session["cols"], 0, 0))

        def read(first):
            got = b""
            while select.select([terminal], [], [], first if got == b"" else 0.1)[0]:
                try:
                    got += os.read(terminal, 65536)
                except OSError:
                    break
            return got.decode()

        steps = [["", read(2)]]
        for keys in session["keys"]:
            os.write(terminal, keys.encode())
            steps.append([keys, read(0.2)])
        session["steps"] = steps
        os.write(terminal, b"\x03")
        os.waitpid(pid, 0)
    subprocess.run(["birdc", "-s", "b.ctl", "down"], cwd=folder, stdout=subprocess.DEVNULL)
(here / "terminal.json").write_text(json.dumps(recorded, indent=1) + "\n")
