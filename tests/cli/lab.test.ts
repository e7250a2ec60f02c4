/** `npm run lab` on a real pseudo-terminal (script(1) makes it), as someone at a keyboard uses it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const ENTRY = join(import.meta.dirname, "../../sandbox/cli/lab.ts");
const folder = mkdtempSync(join(tmpdir(), "underlay-lab-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

class Terminal {
  text = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  constructor(args: string, size = "cols 90 rows 24") {
    this.child = spawn(
      "script",
      ["-qfec", `stty ${size}; ${process.execPath} ${ENTRY} ${args}`, "/dev/null"],
      { env: { ...process.env, INIT_CWD: folder, TERM: "xterm" }, stdio: ["pipe", "pipe", "pipe"] },
    );
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject).on("exit", resolve);
    });
  }
  type(text: string): void {
    this.child.stdin?.write(text);
  }
  /** Resolves with what came, once `pattern` matches what came since the last call. */
  private from = 0;
  async sees(pattern: RegExp): Promise<string> {
    for (let i = 0; i < 1_200; i++) {
      const news = this.text.slice(this.from);
      const match = pattern.exec(news);
      if (match !== null) {
        this.from += match.index + match[0].length;
        return news.slice(0, match.index + match[0].length);
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(
      `never saw ${pattern.source} in: ${JSON.stringify(this.text.slice(this.from))}`,
    );
  }
  status(): Promise<number | null> {
    return this.ended;
  }
  kill(): void {
    this.child.kill("SIGKILL");
  }
}
let open: Terminal | null = null;
afterEach(() => {
  open?.kill();
  open = null;
});
function lab(args: string, size?: string): Terminal {
  return (open = new Terminal(args, size));
}

describe("npm run lab", { timeout: 180_000 }, () => {
  it("is a shell on the lab's machine, at the pace of real time, of the terminal's size", async () => {
    const it = lab("wire");
    await it.sees(/root@hostA:~# (?:\x1b\[J)?$/u);
    it.type("stty size\r");
    await it.sees(/\r\n(?:\x1b\[\?2004l\r)?24 90\r\n/u);
    const before = performance.now();
    it.type("ping -c3 -i 1 10.0.0.2 | tail -3\r");
    const out = await it.sees(/rtt min.*\r\n/u);
    expect(out).toContain("3 packets transmitted, 3 received, 0% packet loss");
    expect(performance.now() - before).toBeGreaterThan(1_900);
  });

  it("passes Ctrl-C on, and leaves at Ctrl-D", async () => {
    const it = lab("wire");
    await it.sees(/root@hostA:~# (?:\x1b\[J)?$/u);
    it.type("sleep 1000\r");
    await it.sees(/sleep 1000\r\n/u);
    it.type("\x03");
    await it.sees(/\^C\r?\n.*root@hostA:~# (?:\x1b\[J)?$/su);
    it.type("\x04");
    expect(await it.status()).toBe(0);
  });

  it("has several consoles behind Ctrl-], and keeps what each has shown", async () => {
    const it = lab("wire --machine hostB --save log.json");
    await it.sees(/root@hostB:~# (?:\x1b\[J)?$/u);
    it.type("echo here-is-$(hostname)\r");
    await it.sees(/here-is-hostB\r\n/u);
    it.type("\x1d1");
    await it.sees(/root@hostA:~# (?:\x1b\[J)?$/u);
    it.type("ping -c1 -q 10.0.0.2 >/dev/null && echo 'rea'ched\r");
    await it.sees(/reached\r\n/u);
    it.type("\x1dohostB\r");
    await it.sees(/root@hostB:~# (?:\x1b\[J)?$/u);
    it.type("\x1dl");
    await it.sees(/Consoles:\r\n {4}1 {2}hostA\r\n {4}2 {2}hostB\r\n {2}\* 3 {2}hostB 2\r\n/u);
    it.type("\x1d2");
    await it.sees(/here-is-hostB\r\n/u);
    it.type("\x1donowhere\r");
    await it.sees(/no place "nowhere"/u);
    it.type("\x1dq");
    expect(await it.status()).toBe(0);
    const log = JSON.parse(readFileSync(join(folder, "log.json"), "utf8")) as {
      lab: string;
      inputs: { kind: string }[];
    };
    expect(log.lab).toBe("wire");
    expect(log.inputs.filter((one) => one.kind === "open")).toHaveLength(1);
  });

  it("opens a containerlab topology with a bridge and its files", async () => {
    mkdirSync(join(folder, "conf"));
    writeFileSync(join(folder, "conf/motd"), "hello from a bind\n");
    writeFileSync(
      join(folder, "t.clab.yml"),
      `name: three
topology:
  kinds: { linux: { image: "alpine:3" } }
  nodes:
    br0: { kind: bridge }
    a: { kind: linux, binds: ["conf/motd:/etc/motd"], exec: ["ip addr add 10.9.0.1/24 dev eth1"], env: { COLOUR: red } }
    b: { kind: linux, exec: ["ip addr add 10.9.0.2/24 dev eth1"] }
  links:
    - endpoints: ["a:eth1", "br0:eth1"]
    - { endpoints: ["b:eth1", "br0:eth2"], mtu: 1400 }
`,
    );
    const it = lab("--topology t.clab.yml");
    await it.sees(/Read and without effect here: image\.\r\n/u);
    await it.sees(/root@a:~# (?:\x1b\[J)?$/u);
    it.type("cat /etc/motd; ping -c1 -q 10.9.0.2 | grep received; echo $COLOUR\r");
    await it.sees(/hello from a bind\r\n1 packets transmitted, 1 received.*\r\nred\r\n/u);
    it.type("\x1dobr0\r");
    await it.sees(/root@br0:~# (?:\x1b\[J)?$/u);
    it.type("ip -br link show master br0\r");
    await it.sees(/eth1 +UP .*\r\neth2 +UP .*\r\n/u);
  });

  it("refuses what it cannot do, and says what and where", () => {
    const run = (...args: string[]): { status: number | null; stderr: string } => {
      const { status, stderr } = spawnSync(process.execPath, [ENTRY, ...args], {
        encoding: "utf8",
        input: "",
        env: { ...process.env, INIT_CWD: folder },
      });
      return { status, stderr };
    };
    writeFileSync(
      join(folder, "srl.yml"),
      "name: x\ntopology:\n  nodes:\n    s: { kind: nokia_srlinux }\n",
    );
    expect(run("--topology", "srl.yml")).toEqual({
      status: 2,
      stderr:
        'srl.yml:4:16: kind "nokia_srlinux" is not simulated; only "linux" and "bridge" are\n',
    });
    expect(run("wire").stderr).toContain("must be a terminal");
    expect(run("nolab").stderr).toContain('no lab "nolab"; there are: backbone');
    expect(run().status).toBe(2);
    // A bind that a symbolic link leads out of the folder is not read.
    symlinkSync("/etc", join(folder, "out"));
    writeFileSync(
      join(folder, "out.yml"),
      'name: x\ntopology:\n  nodes:\n    s: { kind: linux, binds: ["out/hostname:/x"] }\n',
    );
    expect(run("--topology", "out.yml")).toEqual({
      status: 2,
      stderr: "out.yml:1:1: bind out/hostname leads out of the topology's folder\n",
    });
  });
});
