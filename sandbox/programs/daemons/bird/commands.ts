/** What the commands of the control socket do. BIRD 1.6.8: nest/cmds.c, nest/proto.c, sysdep/unix/main.c. */
import type { Errno } from "../../../kernel/errno.ts";
import { strerror } from "../../../kernel/errno.ts";
import { matchesPattern } from "./address.ts";
import { parseCommand } from "./cli/parse-command.ts";
import type { Daemon } from "./daemon.ts";
import { type Outcome, type Reconfigurer, restart } from "./reconfigure.ts";
import type { ProtoImpl } from "./proto.ts";
import {
  named,
  PROTOCOLS_HEADER,
  showInterfaces,
  showInterfacesSummary,
  showMemory,
  showProtocol,
  showStatic,
  showStatus,
} from "./show.ts";
import {
  PROTOCOLS_HEADER2,
  showInterfaces2,
  showInterfacesSummary2,
  showMemory2,
  showProtocol2,
} from "./show2.ts";
import { type Reply, showRoute } from "./show-route.ts";
import { showRoute2 } from "./show-route2.ts";
import { showSymbols } from "./show-symbols.ts";
import type { BirdConfig, Command, ConfigError, ProtoPattern } from "./types.ts";

/** What commands need of the daemon's main. */
export interface CommandHost {
  readonly daemon: Daemon;
  readonly reconfigurer: Reconfigurer;
  /** As the daemon was started with: what `configure` reads. */
  readonly configFile: string;
  /** Started with -D or -d: what `dump` prints goes there. */
  readonly hasDebugFile: boolean;
  loadConfig(path: string): BirdConfig | ConfigError | Errno;
  shutdown(): void;
}

export interface CommandSession extends Reply {
  restricted: boolean;
  /** `echo`: the log's lines come here, or not. */
  echo(isOn: boolean): void;
}

const OUTCOMES: Readonly<Record<Outcome, readonly [number, string]>> = {
  done: [3, "Reconfigured"],
  progress: [4, "Reconfiguration in progress"],
  queued: [5, "Reconfiguration already in progress, queueing new config"],
  unqueued: [17, "Reconfiguration already in progress, removing queued config"],
  confirm: [18, "Reconfiguration confirmed"],
  shutdown: [6, "Reconfiguration ignored, shutting down"],
  nothing: [19, "Nothing to do"],
};

export function execute(host: CommandHost, line: string, out: CommandSession): void {
  const command = parseCommand(line, host.daemon.config);
  if ("error" in command) {
    out.msg(command.code, command.error);
    return;
  }
  if (out.restricted && isRestricted(command)) {
    out.msg(8007, "Access denied");
    return;
  }
  run(host, command, out);
}

function isRestricted(c: Command): boolean {
  switch (c.command) {
    case "configure":
      return c.how !== "check";
    case "configure confirm":
    case "configure undo":
    case "down":
    case "enable":
    case "disable":
    case "restart":
    case "reload":
    case "reload in":
    case "reload out":
    case "debug":
    case "mrtdump":
      return true;
    default:
      return false;
  }
}

function run(host: CommandHost, c: Command, out: CommandSession): void {
  const { daemon, reconfigurer } = host;
  switch (c.command) {
    case "show route":
      return daemon.isBird2 ? showRoute2(daemon, c, out) : showRoute(daemon, c, out);
    case "show status":
      return showStatus(daemon, reconfigurer.isConfiguring, out);
    case "show memory":
      return daemon.isBird2 ? showMemory2(daemon, out) : showMemory(daemon, out);
    case "show interfaces":
      return daemon.isBird2 ? showInterfaces2(daemon, out) : showInterfaces(daemon, out);
    case "show interfaces summary":
      if (daemon.isBird2) return showInterfacesSummary2(daemon, out);
      return showInterfacesSummary(daemon, out);
    case "show protocols":
      return showProtocols(daemon, c.which, c.all, out);
    case "show static":
      return showStatic(daemon, c.name, out);
    case "show bfd sessions":
    case "show neighbors": {
      const p = named(daemon, c.name, "bgp", "BFD");
      out.msg(
        9001,
        c.name !== null && typeof p === "string" ? p : "There is no BFD protocol running",
      );
      return;
    }
    case "show symbols":
      return showSymbols(daemon.config, c.what, c.isKeyword, out);
    case "configure":
      return configure(host, c, out);
    case "configure confirm":
      return out.msg(...OUTCOMES[reconfigurer.confirm()]);
    case "configure status":
      return configureStatus(reconfigurer, out);
    case "configure undo":
      out.msg(-21, "Undo requested");
      return out.msg(...OUTCOMES[reconfigurer.undo()]);
    default:
      return act(host, c, out);
  }
}

function act(host: CommandHost, c: Command, out: CommandSession): void {
  const { daemon } = host;
  switch (c.command) {
    case "down":
      out.msg(7, "Shutdown requested");
      return host.shutdown();
    case "restrict":
      out.restricted = true;
      return out.msg(16, "Access restricted");
    case "enable":
    case "disable":
    case "restart":
    case "reload":
    case "reload in":
    case "reload out": {
      const list = protocols(daemon, c.which, out);
      if (list === null) return;
      const message = "message" in c ? c.message : null;
      for (const p of list) applyTo(daemon, p, c.command, message, out);
      return out.msg(0, "");
    }
    case "debug": {
      const list = protocols(daemon, c.which, out);
      if (list === null) return;
      for (const p of list) p.debug = c.mask;
      return out.msg(0, "");
    }
    case "echo":
      out.echo(c.mask !== 0);
      return out.msg(0, "");
    case "eval":
      return c.value === null ? out.msg(8008, "runtime error") : out.msg(23, c.value);
    case "mrtdump":
      // No file for it can be configured: nothing is written, as by a daemon without `mrtdump`.
      if (protocols(daemon, c.which, out) !== null) out.msg(0, "");
      return;
    case "dump":
      // It goes where debugging output goes: nowhere, without -D.
      if (!host.hasDebugFile) return out.msg(0, "");
      return out.msg(9001, `underlay does not simulate dump ${c.what} into a debugging file`);
    case "absent":
      // No ROA table can be configured.
      if (c.what === "show roa") return out.msg(9001, "No ROA table defined");
      return out.msg(9001, `underlay does not simulate ${c.what}`);
    default:
      return out.msg(9001, "syntax error");
  }
}

/** The protocols that a command is for; null: the refusal was told. */
function protocols(daemon: Daemon, which: ProtoPattern, out: CommandSession): ProtoImpl[] | null {
  if (which === null || which.kind === "all") return [...daemon.list];
  if (which.kind === "name") {
    const p = daemon.protocol(which.text);
    if (p !== null) return [p];
    out.msg(9002, `${which.text} is not a protocol`);
    return null;
  }
  const list = daemon.list.filter((p) => matchesPattern(which.text, p.name));
  if (list.length > 0) return list;
  out.msg(8003, "No protocols match");
  return null;
}

function showProtocols(
  daemon: Daemon,
  which: ProtoPattern,
  all: boolean,
  out: CommandSession,
): void {
  const list = protocols(daemon, which, out);
  if (list === null) return;
  const two = daemon.isBird2;
  out.msg(-2002, two ? PROTOCOLS_HEADER2 : PROTOCOLS_HEADER);
  for (const p of list) (two ? showProtocol2 : showProtocol)(daemon, p, all, out);
  out.msg(0, "");
}

function applyTo(
  daemon: Daemon,
  p: ProtoImpl,
  what: "enable" | "disable" | "restart" | "reload" | "reload in" | "reload out",
  message: string | null,
  out: CommandSession,
): void {
  if (what === "enable") {
    if (!p.disabled) return out.msg(-10, `${p.name}: already enabled`);
    daemon.log("info", `Enabling protocol ${p.name}`);
    p.disabled = false;
    p.message = message;
    p.rethink();
    return out.msg(-11, `${p.name}: enabled`);
  }
  if (p.disabled) return out.msg(-8, `${p.name}: already disabled`);
  if (what === "disable") {
    daemon.log("info", `Disabling protocol ${p.name}`);
    p.disabled = true;
    p.downCode = "cmd-disable";
    p.message = message;
    p.rethink();
    return out.msg(-9, `${p.name}: disabled`);
  }
  if (what === "restart") {
    daemon.log("info", `Restarting protocol ${p.name}`);
    p.message = message;
    restart(p, "cmd-restart");
    return out.msg(-12, `${p.name}: restarted`);
  }
  if (p.state !== "up") return;
  daemon.log("info", `Reloading protocol ${p.name}`);
  if (what !== "reload out" && p.instance.reloadRoutes?.() !== true)
    return out.msg(-8006, `${p.name}: reload failed`);
  if (what !== "reload in") p.requestFeeding();
  out.msg(-15, `${p.name}: reloading`);
}

/** BIRD 2. */
function configureStatus(reconfigurer: Reconfigurer, out: CommandSession): void {
  if (!reconfigurer.isConfiguring) out.msg(-3, "Daemon is up and running");
  else {
    out.msg(-4, "Reconfiguration in progress");
    if (reconfigurer.isQueued) out.msg(-5, "Next reconfiguration queued");
  }
  const left = reconfigurer.undoSeconds;
  if (left !== null) out.msg(-22, `Configuration unconfirmed, undo in ${left.toFixed(3)} s`);
  out.msg(0, "");
}

function configure(
  host: CommandHost,
  c: Command & { command: "configure" },
  out: CommandSession,
): void {
  const path = c.file ?? host.configFile;
  out.msg(-2, `Reading configuration from ${path}`);
  const got = host.loadConfig(path);
  if (typeof got === "string") return out.msg(8002, `${path}: ${strerror(got)}`);
  if ("message" in got) return out.msg(8002, formatError(got));
  if (c.how === "check") return out.msg(20, "Configuration OK");
  const timeout = c.timeout ?? 0;
  if (timeout > 0) out.msg(-22, `Undo scheduled in ${timeout} s`);
  out.msg(...OUTCOMES[host.reconfigurer.commit(got, c.how === "soft", timeout)]);
}

export function formatError(e: ConfigError): string {
  return `${e.file}:${e.line}:${e.column} ${e.message}`;
}
