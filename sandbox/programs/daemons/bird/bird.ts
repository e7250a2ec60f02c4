/**
 * bird(8) 1.6.8, 2.0.12 and Calico's build: the routing daemon, IPv4. daemon.ts is what it is, this how it starts and ends.
 * BIRD: sysdep/unix/main.c. Left out: OSPF, RIP, BFD, Babel, RAdv, graceful restart (-R), other users (-u, -g).
 */
import type { Errno } from "../../../kernel/errno.ts";
import { strerror } from "../../../kernel/errno.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { connectUnix, UnixListener } from "../../../kernel/socket/unix.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { daemonize } from "../../net/daemon.ts";
import { logToJournal } from "../journal.ts";
import { formatError } from "./commands.ts";
import { Control, ControlFile } from "./control.ts";
import { Daemon, type Profile } from "./daemon.ts";
import { loadConfig } from "./load.ts";
import { Logger } from "./log.ts";
import { Reconfigurer } from "./reconfigure.ts";
import { reportOf } from "./report.ts";
import type { BirdConfig, ConfigError, LogLevel } from "./types.ts";

const USAGE = "Usage: bird [--version] [--help] [-c <config-file>] [OPTIONS]\n";
const CONFIG_HELP = `  -c <config-file>     Use given configuration file instead
                       of prefix/etc/bird.conf
`;
const CONFIG_HELP2 = `  -c <config-file>     Use given configuration file instead of
                       /etc/bird/bird.conf
`;
const LOCAL_HELP = `  -l                   Look for a configuration file and a communication socket
                       file in the current working directory
`;
const LOCAL_HELP2 = `  -l                   Look for a configuration file and a control socket
                       in the current working directory
`;

function help(profile: Profile): string {
  if (profile !== "2.0.12") return HELP;
  return HELP.replace(CONFIG_HELP, CONFIG_HELP2).replace(LOCAL_HELP, LOCAL_HELP2);
}

const HELP = `${USAGE}
Options: 
${CONFIG_HELP}  -d                   Enable debug messages and run bird in foreground
  -D <debug-file>      Log debug messages to given file instead of stderr
  -f                   Run bird in foreground
  -g <group>           Use given group ID
  -h, --help           Display this information
${LOCAL_HELP}  -p                   Test configuration file and exit without start
  -P <pid-file>        Create a PID file with given filename
  -R                   Apply graceful restart recovery after start
  -s <control-socket>  Use given filename for a control socket
  -u <user>            Drop privileges and use given user ID
  --version            Display version of BIRD
`;

interface Options {
  config: string;
  socket: string;
  debug: boolean;
  foreground: boolean;
  test: boolean;
  pidFile: string | null;
  debugFile: string | null;
}

function birdProgram(
  name: string,
  paths: readonly string[],
  from: string,
  profile: Profile,
  defaults: { readonly config: string; readonly socket: string },
): Program {
  return {
    name,
    paths,
    package: from,
    summary: "bird - the BIRD Internet Routing Daemon",
    main: (proc, argv) => main(proc, argv, profile, defaults),
  };
}

const DEBIAN = { config: "/etc/bird/bird.conf", socket: "/run/bird/bird.ctl" };

/** Debian's bird, its IPv6 twin (which says no more than what it is), Debian's bird2, and that of calico-node. */
export const birds: readonly Program[] = [
  birdProgram("bird", ["/usr/sbin/bird"], "bird", "1.6.8", DEBIAN),
  { ...birdProgram("bird6", ["/usr/sbin/bird6"], "bird", "1.6.8", DEBIAN), main: bird6 },
  birdProgram("bird2", ["/usr/sbin/bird"], "bird2", "2.0.12", DEBIAN),
  birdProgram("calico-bird", ["/usr/bin/bird"], "calico-node", "calico", {
    config: "/etc/calico/confd/config/bird.cfg",
    socket: "/var/run/calico/bird.ctl",
  }),
];

function* bird6(proc: Process, argv: readonly string[]): Proc<number> {
  if (argv.length === 2 && argv[1] === "--version") {
    yield* proc.warn("BIRD version 1.6.8\n");
    return 0;
  }
  if (argv.length === 2 && (argv[1] === "--help" || argv[1] === "-h")) {
    yield* proc.warn(HELP.replace("Usage: bird ", "Usage: bird6 "));
    return 0;
  }
  yield* proc.warn("bird6: underlay does not simulate BIRD for IPv6\n");
  return 1;
}

function* die(proc: Process, text: string): Proc<number> {
  yield* proc.warn(`bird: ${text}\n`);
  return 1;
}

function* main(
  proc: Process,
  argv: readonly string[],
  profile: Profile,
  defaults: { readonly config: string; readonly socket: string },
): Proc<number> {
  if (argv.length === 2 && argv[1] === "--version") {
    yield* proc.warn(`BIRD version ${profile === "calico" ? "v0.3.3+birdv1.6.8" : profile}\n`);
    return 0;
  }
  if (argv.length === 2 && argv[1] === "--help") {
    yield* proc.warn(help(profile));
    return 0;
  }
  const o = yield* options(proc, argv, profile, defaults);
  if (typeof o === "number") return o;
  const said: string[] = [];
  const load = () => loadConfig(proc, o.config, profile, (_level, text) => said.push(text));
  if (o.test) {
    const config = load();
    for (const text of said) yield* proc.warn(`bird: ${text}\n`);
    const refused = refusal(config, o.config);
    return refused === null ? 0 : yield* die(proc, refused);
  }
  const fs = proc.host.fs;
  const other = connectUnix(fs, o.socket, proc);
  if (typeof other !== "string") {
    other.close();
    return yield* die(proc, "I found another BIRD running.");
  }
  const node = fs.lookup(o.socket, proc, false);
  if (typeof node !== "string" && node.kind !== "dir") fs.unlink(o.socket, proc);
  const listener = new UnixListener();
  const refused = listener.bind(fs, o.socket, proc, 0o660);
  if (refused !== null)
    return yield* die(proc, `Cannot create control socket ${o.socket}: ${strerror(refused)}`);
  const config = load();
  for (const text of said) yield* proc.warn(`bird: ${text}\n`);
  const wrong = refusal(config, o.config);
  if (wrong !== null) {
    listener.close();
    return yield* die(proc, wrong);
  }
  const run = (self: Process): Proc<number> =>
    serve(self, o, profile, listener, config as BirdConfig);
  if (o.debug || o.foreground) return yield* run(proc);
  if (daemonize(proc, run) !== null) return 0;
  return yield* die(proc, "fork: Resource temporarily unavailable");
}

function* options(
  proc: Process,
  argv: readonly string[],
  profile: Profile,
  defaults: { readonly config: string; readonly socket: string },
): Proc<Options | number> {
  const o: Options = {
    ...defaults,
    debug: false,
    foreground: false,
    test: false,
    pidFile: null,
    debugFile: null,
  };
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (!word.startsWith("-") || word === "-") {
      yield* proc.warn(USAGE);
      return 1;
    }
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] as string;
      if ("cDsPug".includes(letter)) {
        const value = word.slice(i + 1) || argv[++at];
        if (value === undefined) {
          yield* proc.warn(`bird: option requires an argument -- '${letter}'\n\n${USAGE}`);
          return 1;
        }
        const wrong = assign(proc, o, letter, value);
        if (wrong !== null) return yield* die(proc, wrong);
        break;
      }
      if (letter === "d") o.debug = true;
      else if (letter === "f") o.foreground = true;
      else if (letter === "p") o.test = true;
      else if (letter === "l") {
        o.config = "bird.conf";
        o.socket = "bird.ctl";
      } else if (letter === "h") {
        yield* proc.warn(help(profile));
        return 0;
      } else if (letter === "R") return yield* die(proc, "underlay does not simulate -R");
      else {
        yield* proc.warn(`bird: invalid option -- '${letter}'\n\n${USAGE}`);
        return 1;
      }
    }
  }
  return o;
}

function assign(proc: Process, o: Options, letter: string, value: string): string | null {
  if (letter === "c") o.config = value;
  else if (letter === "s") o.socket = value;
  else if (letter === "P") o.pidFile = value;
  else if (letter === "D") o.debugFile = value;
  else if (value !== "bird" && !proc.host.users.has(value)) {
    const what = letter === "u" ? "user" : "group";
    return `Cannot find ${what} '${value}'`;
  }
  return null;
}

function refusal(got: BirdConfig | ConfigError | Errno, path: string): string | null {
  if (typeof got === "string") return `Unable to open configuration file ${path}: ${strerror(got)}`;
  return "message" in got ? formatError(got) : null;
}

/** From the fork on: the loop, until it is told to end. */
function* serve(
  proc: Process,
  o: Options,
  profile: Profile,
  listener: UnixListener,
  config: BirdConfig,
): Proc<number> {
  const logger = new Logger(proc, o.debug, syslogOf(proc));
  const daemon = new Daemon(proc, profile, logger);
  proc.report = () => reportOf(daemon);
  const reconfigurer = new Reconfigurer(daemon);
  const ended = (): void => daemon.loop.stop();
  const host = {
    daemon,
    reconfigurer,
    configFile: o.config,
    hasDebugFile: o.debug || o.debugFile !== null,
    loadConfig: (path: string) =>
      loadConfig(proc, path, profile, (level, text) => daemon.log(level, text)),
    shutdown: () => reconfigurer.shutdown(ended),
  };
  const { fs } = proc.host;
  if (o.pidFile !== null) {
    const file = fs.open(o.pidFile, proc, { write: true, create: true, truncate: true });
    if (typeof file !== "string") {
      yield* file.write(proc, encodeUtf8(`${proc.pid}\n`));
      file.release();
    }
  }
  for (const signal of ["HUP", "TERM", "USR1"] as const) proc.trap(signal);
  daemon.listen();
  const control = new Control(host, listener);
  const inode = proc.host.nextPipeId();
  proc.install(
    new ControlFile(`socket:[${inode}]`, () => {
      control.close();
      daemon.unlisten();
    }),
  );
  const started = reconfigurer.begin(config);
  if (started !== null) {
    daemon.log("fatal", started);
    yield* logger.flush();
    control.close();
    daemon.unlisten();
    return 1;
  }
  daemon.log("info", "Started");
  yield* daemon.loop.run(
    () => handleSignals(proc, host, o.config),
    () => logger.flush(),
  );
  control.close();
  daemon.unlisten();
  fs.unlink(o.socket, proc);
  if (o.pidFile !== null) fs.unlink(o.pidFile, proc);
  daemon.log("fatal", "Shutdown completed");
  yield* logger.flush();
  return 0;
}

function handleSignals(
  proc: Process,
  host: {
    daemon: Daemon;
    reconfigurer: Reconfigurer;
    loadConfig(path: string): BirdConfig | ConfigError | Errno;
    shutdown(): void;
  },
  path: string,
): void {
  for (let signal = proc.takeSignal(); signal !== null; signal = proc.takeSignal()) {
    const { daemon } = host;
    if (signal === "TERM") host.shutdown();
    else if (signal === "USR1") daemon.log("warning", "underlay does not simulate dumps");
    else if (signal === "HUP") {
      daemon.log("info", "Reconfiguration requested by SIGHUP");
      const file = path;
      const got = host.loadConfig(file);
      if (typeof got === "string")
        daemon.log("error", `Unable to open configuration file ${file}: ${strerror(got)}`);
      else if ("message" in got) daemon.log("error", formatError(got));
      else host.reconfigurer.commit(got, false, 0);
    }
  }
}

/** syslog's priorities of BIRD's classes. */
const PRIORITIES: Readonly<Record<LogLevel, number>> = {
  debug: 7,
  trace: 7,
  info: 6,
  remote: 6,
  warning: 4,
  error: 3,
  auth: 3,
  fatal: 2,
  bug: 2,
};

function syslogOf(proc: Process): (level: LogLevel, text: string) => void {
  return (level, text) => {
    logToJournal(proc, { ident: "bird", priority: PRIORITIES[level], text });
  };
}
