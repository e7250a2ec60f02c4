/**
 * ipvsadm(8) 1.31: virtual services, real servers, what goes through them. Left out, and said so by name: SCTP, host
 * names, persistence engines, one-packet scheduling, the synchronisation daemon, tunnels' options, the
 * schedulers that the kernel side has not.
 */
import type { IpvsDoor, IpvsError, ServiceKey } from "../../kernel/netfilter/ipvs/types.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { type Asked, Bad, check, destSpec, parse, serviceSpec } from "./ipvsadm/options.ts";
import { connections, type Kind, save, sorted, table, TITLE } from "./ipvsadm/print.ts";
import { USAGE, VERSION } from "./ipvsadm/usage.ts";

export const ipvsadm: Program = {
  name: "ipvsadm",
  paths: ["/usr/sbin/ipvsadm", "/sbin/ipvsadm"],
  summary: "ipvsadm - Linux Virtual Server administration",
  *main(proc, argv) {
    if (!proc.isRoot) {
      yield* proc.warn(
        "Can't initialize ipvs: Permission denied (you must be root)\nAre you sure that IP Virtual Server is built in the kernel or as module?\n",
      );
      return 255;
    }
    const result = yield* run(proc, argv.slice(1));
    if (!(result instanceof Bad)) return result;
    yield* proc.warn(`${result.text}\n`);
    return result.status;
  },
};

function* run(proc: Process, words: readonly string[]): Proc<number | Bad> {
  const asked = parse(words);
  if (asked instanceof Bad) return asked;
  const refused = check(asked);
  if (refused !== null) return refused;
  const door = proc.place.netns.ipvs;
  switch (asked.command) {
    case "h":
      yield* proc.print(VERSION + USAGE);
      return 0;
    case "v":
      yield* proc.print(VERSION);
      return 0;
    case "L":
    case "l":
      return yield* list(proc, asked, door);
    case "S":
      yield* proc.print(save(sorted(door.services()), asked.given.has("n")));
      return 0;
    case "R":
      return yield* restore(proc);
    case "start-daemon":
    case "stop-daemon":
      return new Bad("ipvsadm: underlay does not simulate the synchronisation daemon", 1);
    default:
      return change(asked, door);
  }
}

/** ipvs_strerror(): what errnos of each command mean. */
function wordsFor(error: IpvsError, command: string): string {
  const aboutServers = "aed".includes(command);
  if (error === "EEXIST") {
    return aboutServers ? "Destination already exists" : "Service already exists";
  }
  if (error === "ENOENT") return "No such destination";
  return aboutServers ? "Service not defined" : "No such service";
}

function change(asked: Asked, door: IpvsDoor): number | Bad {
  const command = asked.command ?? "";
  const key = asked.service as ServiceKey;
  let error: IpvsError | null = null;
  if (command === "A") error = door.addService(key, serviceSpec(asked));
  else if (command === "E") error = door.editService(key, serviceSpec(asked));
  else if (command === "D") error = door.deleteService(key);
  else if (command === "a") error = door.addDest(key, destSpec(asked, key));
  else if (command === "e") error = door.editDest(key, destSpec(asked, key));
  else if (command === "d") {
    const port = asked.realPort ?? (key.fwmark !== 0 ? 0 : key.port);
    error = door.deleteDest(key, asked.realAddr, port);
  } else if (command === "C") door.flush();
  else if (command === "Z") error = door.zero(asked.service);
  else if (command === "set") door.setTimeouts(...asked.timeouts);
  return error === null ? 0 : new Bad(wordsFor(error, command), 255);
}

function* list(proc: Process, asked: Asked, door: IpvsDoor): Proc<number | Bad> {
  const { given } = asked;
  const numeric = given.has("n");
  if (given.has("c")) {
    yield* proc.print(connections(door.connections(), proc.now, numeric));
    return 0;
  }
  if (given.has("timeout")) {
    yield* proc.print(`Timeout (tcp tcpfin udp): ${door.timeouts().join(" ")}\n`);
    return 0;
  }
  if (given.has("daemon")) return 0;
  let kind: Kind = "plain";
  if (given.has("stats")) kind = "stats";
  else if (given.has("rate")) kind = "rate";
  else if (given.has("thresholds")) kind = "thresholds";
  else if (given.has("persistent-conn")) kind = "persistent";
  const all = door.services();
  const { service } = asked;
  if (service !== null) {
    const one = all.filter(
      ({ protocol, addr, port, fwmark }) =>
        protocol === service.protocol &&
        addr === service.addr &&
        port === service.port &&
        fwmark === service.fwmark,
    );
    if (one.length === 0) return new Bad("No such service", 1);
    yield* proc.print(table(sorted(one), kind, numeric, given.has("exact")));
    return 0;
  }
  const shown = given.has("nosort") ? all : sorted(all);
  yield* proc.print(TITLE + table(shown, kind, numeric, given.has("exact")));
  return 0;
}

/** -R: one command a line, until one fails. */
function* restore(proc: Process): Proc<number | Bad> {
  const text = yield* proc.readAll();
  for (const line of text.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "" || words[0]?.startsWith("#") === true) continue;
    const result = yield* run(proc, words);
    if (result !== 0) return result;
  }
  return 0;
}
