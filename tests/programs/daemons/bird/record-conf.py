#!/usr/bin/env python3
"""What Debian's BIRD 1.6.8 says to configurations: conf-cases.json, [text, standard error, exit status] each.

    record-conf.py [FILE.json]    adds the texts of FILE (a list of strings) to the cases, and asks for all again
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
path = here / "conf-cases.json"
texts = [case[0] for case in json.loads(path.read_text())] if path.exists() else []
for extra in sys.argv[1:]:
    texts += [text for text in json.load(open(extra)) if text not in texts]
out = []
with tempfile.TemporaryDirectory() as folder:
    shutil.copytree(here / "conf-files", folder, dirs_exist_ok=True)
    for text in texts:
        pathlib.Path(folder, "t.conf").write_text(text)
        done = subprocess.run(["bird", "-p", "-c", "t.conf"], cwd=folder, capture_output=True, text=True)
        out.append([text, done.stdout + done.stderr, done.returncode])
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in out) + "\n]\n")
print(len(out), "cases")
