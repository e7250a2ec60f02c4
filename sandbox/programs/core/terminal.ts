/** tput(1) and stty(1), the few things learners ask of them. */
import { Out } from "./stdio.ts";
import { fail, tool } from "./tool.ts";

const CAPABILITIES = new Map([
  ["clear", "\x1b[H\x1b[2J\x1b[3J"],
  ["bold", "\x1b[1m"],
  ["sgr0", "\x1b(B\x1b[m"],
  ["rev", "\x1b[7m"],
  ["smul", "\x1b[4m"],
  ["rmul", "\x1b[24m"],
  ["civis", "\x1b[?25l"],
  ["cnorm", "\x1b[?12l\x1b[?25h"],
  ["smcup", "\x1b[?1049h\x1b[22;0;0t"],
  ["rmcup", "\x1b[?1049l\x1b[23;0;0t"],
  ["home", "\x1b[H"],
  ["el", "\x1b[K"],
  ["ed", "\x1b[J"],
  ["bel", "\x07"],
  ["reset", "\x1bc"],
]);

export const tput = tool("tput", "Ask about or set terminal capabilities.", function* (proc, argv) {
  const [, name, ...params] = argv;
  if (name === undefined) {
    yield* proc.warn("usage: tput [-V] [-S] [-T term] capname\n");
    return 2;
  }
  if (name === "cols" || name === "lines") {
    yield* proc.print(`${name === "cols" ? (proc.tty?.cols ?? 80) : (proc.tty?.rows ?? 24)}\n`);
    return 0;
  }
  if (name === "colors") {
    yield* proc.print("8\n");
    return 0;
  }
  const out = new Out(proc);
  if (name === "setaf" || name === "setab")
    yield* out.put(`\x1b[${name === "setaf" ? 3 : 4}${Number(params[0] ?? 0) % 8}m`);
  else if (name === "cup")
    yield* out.put(`\x1b[${Number(params[0] ?? 0) + 1};${Number(params[1] ?? 0) + 1}H`);
  else {
    const text = CAPABILITIES.get(name);
    if (text === undefined)
      return yield* fail(proc, "tput", `unknown terminfo capability '${name}'`, 4);
    yield* out.put(text);
  }
  return yield* out.close("tput", 0);
});

export const stty = tool(
  "stty",
  "Change and print terminal line settings.",
  function* (proc, argv) {
    const { tty } = proc;
    if (!proc.isatty(0) || tty === null)
      return yield* fail(proc, "stty", "'standard input': Inappropriate ioctl for device");
    const words = argv.slice(1);
    const sign = (on: boolean, name: string): string => (on ? name : `-${name}`);
    if (words.length === 0) {
      yield* proc.print("speed 38400 baud; line = 0;\n-brkint -imaxbel\n");
      return 0;
    }
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as string;
      const t = tty.termios;
      const on = !word.startsWith("-");
      const name = word.replace(/^-/, "");
      if (word === "size") yield* proc.print(`${tty.rows} ${tty.cols}\n`);
      else if (word === "-a" || word === "--all") {
        yield* proc.print(`speed 38400 baud; rows ${tty.rows}; columns ${tty.cols}; line = 0;
intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>; eol2 = <undef>; swtch = <undef>; start = ^Q;
stop = ^S; susp = ^Z; rprnt = ^R; werase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;
-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts
-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff -iuclc -ixany -imaxbel -iutf8
${sign(t.opost, "opost")} -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0
${sign(t.isig, "isig")} ${sign(t.icanon, "icanon")} iexten ${sign(t.echo, "echo")} echoe echok -echonl -noflsh -xcase -tostop -echoprt echoctl echoke -flusho
-extproc
`);
      } else if (name === "echo" || name === "icanon" || name === "isig" || name === "opost")
        tty.termios = { ...t, [name]: on };
      else if (word === "sane") tty.termios = { icanon: true, echo: true, isig: true, opost: true };
      else if (word === "raw" || word === "cbreak")
        tty.termios = { ...t, icanon: false, isig: word === "cbreak", opost: word === "cbreak" };
      else if (word === "cooked" || word === "-raw" || word === "-cbreak")
        tty.termios = { ...t, icanon: true, isig: true, opost: true };
      else if (["cols", "columns", "rows"].includes(word) && /^\d+$/.test(words[i + 1] ?? "")) {
        const n = Number(words[++i]);
        tty.resize(word === "rows" ? tty.cols : n, word === "rows" ? n : tty.rows);
      } else
        return yield* fail(
          proc,
          "stty",
          `invalid argument ‘${word}’\nTry 'stty --help' for more information.`,
        );
    }
    return 0;
  },
);
