#!/usr/bin/python3
"""Record what a real Linux host prints: `npm run conformance:record [-- CASE.sh...]`. Needs root.

Each case is a bash script as it would be typed on a blank machine. It runs in namespaces of its own
(mount, network, pid, uts, ipc) on an overlay of this machine's root, so nothing it does stays. One bash
sources one top-level command after the other; its terminal is a 120 x 40 pty without ONLCR or echo, its
standard input is /dev/null. The transcript has `$ command`, `> continuation`, output, `[exit N]`.

Every case is recorded twice; NAME.txt and NAME.norm.txt are written beside NAME.sh, and a case whose two
normalised transcripts differ is reported as unstable and not written.

`# oracle: packages bird2:/opt/bird2` at the head of a case unpacks a Debian package there; without a folder, over the root.
"""
import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.realpath(__file__))
RECORDINGS = os.path.join(HERE, "recordings")
COLUMNS, ROWS = 120, 40
COMMAND_LIMIT_S = 120
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "USER": "root",
    "LOGNAME": "root", "SHELL": "/bin/bash", "TERM": "xterm", "LANG": "C.UTF-8", "PWD": "/root", "TZ": "UTC",
}
FEED = "/run/.feed"
# The status of the command before is put back, so that a command may ask for $?.
SHELL_LOOP = (
    f"while read -r __f < {FEED}/in; do (exit ${{__rc:-0}}); . \"$__f\" </dev/null; __rc=$?; "
    f"echo $__rc > {FEED}/out; done\n"
)


def is_whole(source):
    """Does bash take this as complete commands, without a word about it?"""
    checked = subprocess.run(["bash", "--norc", "-n"], input=source + "\n", capture_output=True, text=True)
    return checked.returncode == 0 and checked.stderr == ""


def split(script):
    """Yield ('comment' | 'command', text)."""
    held = []
    for line in script.split("\n"):
        if not held and (line.strip() == "" or line.startswith("#")):
            if line.startswith("#") and not line.startswith(("#!", "# oracle:")):
                yield "comment", line
            continue
        held.append(line)
        if not line.endswith("\\") and is_whole("\n".join(held)):
            yield "command", "\n".join(held)
            held = []
    if held:
        sys.exit("the last command does not end:\n" + "\n".join(held))


def run(*command):
    subprocess.run(command, check=True)


def enter_blank_machine(base):
    """Make this process see a blank machine: own root overlay, own /proc /sys /run /tmp /root."""
    run("mount", "-t", "tmpfs", "blank", base)
    upper, work, root = (os.path.join(base, name) for name in ("upper", "work", "root"))
    for path in (upper, work, root):
        os.mkdir(path)
    run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={upper},workdir={work}", root)
    run("mount", "-t", "proc", "proc", root + "/proc")
    run("mount", "-t", "sysfs", "sysfs", root + "/sys")
    run("mount", "--rbind", "/dev", root + "/dev")
    for name, mode in (("run", "755"), ("tmp", "1777"), ("root", "700")):
        run("mount", "-t", "tmpfs", "-o", "mode=" + mode, name, f"{root}/{name}")
    os.chroot(root)
    os.chdir("/root")
    for path in ("/run/lock", FEED):
        os.makedirs(path, exist_ok=True)
    for path, text in (("hostname", "host\n"), ("hosts", "127.0.0.1\tlocalhost\n127.0.1.1\thost\n"), ("resolv.conf", "")):
        with open("/etc/" + path, "w") as file:
            file.write(text)
    shutil.rmtree("/etc/netns", ignore_errors=True)
    run("hostname", "host")
    run("ip", "link", "set", "lo", "up")


PACKAGES = "/var/cache/underlay-record"


def wanted_packages(case):
    """`# oracle: packages bird2:/opt/bird2`: [(name, folder, its .deb)], asked of Debian once."""
    with open(case) as file:
        line = re.search(r"(?m)^# oracle: packages (.*)$", file.read())
    found = []
    for word in line.group(1).split() if line else []:
        name, _, folder = word.partition(":")
        os.makedirs(PACKAGES, exist_ok=True)
        files = [one for one in os.listdir(PACKAGES) if one.startswith(name + "_")]
        if not files:
            subprocess.run(["apt-get", "download", "-q", name], check=True, cwd=PACKAGES, stdout=subprocess.DEVNULL)
            files = [one for one in os.listdir(PACKAGES) if one.startswith(name + "_")]
        found.append((name, folder, os.path.join(PACKAGES, files[0])))
    return found


def unpack(packages):
    """Beside what is installed: bird and bird2 own the same files."""
    for _, folder, deb in packages:
        run("dpkg", "-x", deb, folder or "/")


class Machine:
    """The blank machine's bash and its terminal."""

    def __init__(self):
        with open(FEED + "/loop", "w") as file:
            file.write(SHELL_LOOP)
        for name in ("in", "out"):
            os.mkfifo(f"{FEED}/{name}")
        self.screen, line = pty.openpty()
        modes = termios.tcgetattr(line)
        modes[1] &= ~termios.OPOST
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(line, termios.TCSANOW, modes)
        fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

        def own_terminal():
            os.setsid()
            fcntl.ioctl(line, termios.TIOCSCTTY, 0)

        self.bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile", FEED + "/loop"], stdin=subprocess.DEVNULL, stdout=line, stderr=line,
            preexec_fn=own_terminal, env=ENVIRONMENT, cwd="/root",
        )
        self.statuses = os.open(FEED + "/out", os.O_RDWR)
        self.commands = os.open(FEED + "/in", os.O_RDWR)

    def do(self, source):
        """-> (output, status or a word why there is none)"""
        with open(FEED + "/cmd", "w") as file:
            file.write(source + "\n")
        started, seen, status = time.monotonic(), b"", None
        os.write(self.commands, (FEED + "/cmd\n").encode())
        while True:
            ready, _, _ = select.select([self.screen, self.statuses], [], [], 0.5 if status is None else 0.05)
            if self.screen in ready:
                seen += os.read(self.screen, 65536)
            elif self.statuses in ready:
                status = int(os.read(self.statuses, 64).split()[0])
            elif status is not None:
                break
            elif self.bash.poll() is not None:
                status = "shell died"
                break
            elif time.monotonic() - started > COMMAND_LIMIT_S:
                status = f"timed out after {COMMAND_LIMIT_S}s"
                break
        text = seen.decode("utf-8", "surrogateescape")
        return re.sub(rf"(?m)^{FEED}/(?:cmd|loop): line \d+: ", "bash: ", text), status


def record_inside(case, out, base):
    with open(case) as file:
        items = list(split(file.read()))
    transcript = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    packages = wanted_packages(case)
    enter_blank_machine(base)
    unpack(packages)
    machine = Machine()
    for kind, text in items:
        if kind == "comment":
            os.write(transcript, (text + "\n").encode())
            continue
        output, status = machine.do(text)
        first, *rest = text.split("\n")
        block = f"$ {first}\n" + "".join(f"> {line}\n" for line in rest) + output
        if output and not output.endswith("\n"):
            block += "\n[no newline at end of output]\n"
        if status != 0:
            block += f"[exit {status}]\n"
        os.write(transcript, block.encode("utf-8", "surrogateescape"))
        if isinstance(status, str):
            return 1
    return 0


def record(case):
    """One run in fresh namespaces: the raw transcript."""
    folder = tempfile.mkdtemp(prefix="record.")
    try:
        os.mkdir(folder + "/base")
        subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--propagation", "private",
             sys.executable, os.path.realpath(__file__), "--inside", case, folder + "/out", folder + "/base"],
            stdin=subprocess.DEVNULL, check=False,
        )
        with open(folder + "/out", encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def normalized(transcript):
    script = os.path.join(HERE, "normalize-cli.ts")
    node = os.path.join(HERE, "../../node_modules/.bin/node")
    # Bytes: text mode would turn the carriage returns of HTTP headers into line ends.
    done = subprocess.run([node, script], input=transcript.encode("utf-8", "surrogateescape"), capture_output=True,
                          check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def main(arguments):
    if arguments[:1] == ["--inside"]:
        return record_inside(*arguments[1:])
    if os.geteuid() != 0:
        sys.exit("recording needs root: it makes namespaces and mounts")
    names = arguments or sorted(name for name in os.listdir(RECORDINGS) if name.endswith(".sh"))
    unstable = 0
    for name in names:
        case = name if os.path.exists(name) else os.path.join(RECORDINGS, name)
        with open(case) as file:
            if re.search(r"(?m)^# oracle:.*\buml\b", file.read()):
                print("skipped", os.path.basename(case), "(needs kernel modules: recorded in user-mode Linux)")
                continue
        wanted_packages(case)
        first, second = record(case), record(case)
        if normalized(first) != normalized(second):
            unstable += 1
            print("UNSTABLE", os.path.basename(case))
            continue
        base = case[: -len(".sh")]
        for path, text in ((base + ".txt", first), (base + ".norm.txt", normalized(first))):
            with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                file.write(text)
        print("recorded", os.path.basename(case))
    return 1 if unstable else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
