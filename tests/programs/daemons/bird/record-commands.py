#!/usr/bin/env python3
"""What Debian's BIRD 1.6.8 says to commands that fail, birdc's help and what Tab does: commands.json. Needs root (unshare -n)."""
import json
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).parent
if len(sys.argv) == 1:
    sys.exit(subprocess.run(["unshare", "-n", sys.executable, __file__, "inside"]).returncode)
lists = json.loads((here / "commands-in.json").read_text())
out = {"refused": {}, "help": {}, "sent": {}, "completed": {}, "symbols": {}}
with tempfile.TemporaryDirectory() as folder:

    def birdc(*args, stdin=""):
        done = subprocess.run(["birdc", "-v", "-s", "b.ctl", *args], cwd=folder, input=stdin, capture_output=True, text=True)
        return done.stdout.split("\n")

    def start(text):
        pathlib.Path(folder, "b.conf").write_text(text)
        subprocess.run(["bird", "-c", "b.conf", "-s", "b.ctl"], cwd=folder, check=True)
        time.sleep(0.3)

    def tabs(lines):
        """What the first and the second Tab print behind each line (birdc on a terminal)."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.environ["TERM"] = "xterm"
            os.execvp("birdc", ["birdc", "-s", "b.ctl"])

        def type_keys(text):
            os.write(terminal, text.encode())
            got = b""
            while select.select([terminal], [], [], 0.08)[0]:
                got += os.read(terminal, 65536)
            return got.decode()

        type_keys("")
        for line in lines:
            type_keys("\x15" + line)
            first = type_keys("\t")
            second = "" if first != "\a" else type_keys("\t")
            out["completed"][line] = [first, second.split("\r\n")[1:-1]]
        os.write(terminal, b"\x15quit\r")
        os.waitpid(pid, 0)

    start(lists["config"])
    tabs(lists["tabs"])
    for command in lists["commands"]:
        lines = birdc(command)[1:-1]
        out["refused"][command] = [line for line in lines if line[:4] in ("9001", "0023", "8008")] or None
    for line in lists["lines"]:
        said = birdc(stdin=line + "?\x15")[1:-1]
        out["help"][line] = [one for one in said if not one.startswith("bird>") and "\x1b" not in one]
    for line in lists["client"]:
        said = birdc(line)[1:-1]
        local = said[:1] and not said[0][:4].isdigit() and not said[0].startswith(" ")
        out["sent"][line] = said if local else None
    birdc("down")
    for name, text in lists["symbols"].items():
        start(text)
        out["symbols"][name] = [one[5:] for one in birdc("show symbols")[1:-1]]
        birdc("down")
        time.sleep(0.3)
(here / "commands.json").write_text(json.dumps(out, indent=1) + "\n")
