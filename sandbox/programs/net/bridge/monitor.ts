/** `bridge monitor`: links, FDB entries, groups and VLANs as they change, until interrupted. */
import type { NetlinkEvent } from "../../../kernel/netlink-types.ts";
import { type Proc, WaitQueue } from "../../../kernel/proc/wait.ts";
import { printTimestamp } from "../ip/monitor.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches } from "../ip/values.ts";
import { printFdb } from "./fdb.ts";
import { HELP } from "./help.ts";
import { printPort } from "./link.ts";
import { printMdb } from "./mdb.ts";
import { printVlanEvent } from "./vlan.ts";

const QUEUE_MAX = 10_000;

export function monitorCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const wanted = new Set<string>();
  let labels = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "file")) s.notSimulated('"bridge monitor file"');
    else if (matches(word, "link")) wanted.add("link");
    else if (matches(word, "fdb")) wanted.add("fdb");
    else if (matches(word, "mdb")) wanted.add("mdb");
    else if (matches(word, "vlan")) wanted.add("vlan");
    else if (matches(word, "vni")) wanted.add("none");
    else if (word === "all") labels = true;
    else if (matches(word, "help")) s.usage(HELP.monitor);
    else s.die(`Argument "${word}" is unknown, try "bridge monitor help".\n`);
  }
  s.options.json = false;
  s.printer = s.newPrinter();
  return watch(s, wanted, labels);
}

function* watch(s: Session, wanted: ReadonlySet<string>, labels: boolean): Proc<number> {
  const queue: NetlinkEvent[] = [];
  const arrived = new WaitQueue("netlink_recvmsg");
  for (const link of s.netlink.links()) s.knownNames.set(link.index, link.name);
  const stop = s.netlink.subscribe((event) => {
    if (event.type === "link") s.knownNames.set(event.message.index, event.message.name);
    if (!["link", "fdb", "mdb", "vlan"].includes(event.type)) return;
    if (wanted.size > 0 && !wanted.has(event.type)) return;
    // RTM_GETNEIGH is no news of an entry.
    if (event.type === "fdb" && event.message.vxlan?.miss === true) return;
    if (queue.length < QUEUE_MAX) queue.push(event);
    arrived.wakeAll();
  });
  try {
    for (;;) {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        if (s.options.timestamp) printTimestamp(s, event.at);
        if (event.type === "link") {
          if (labels) s.out("[LINK]");
          printPort(s, event.message, { deleted: event.deleted });
        } else if (event.type === "fdb") {
          if (labels) s.out("[NEIGH]");
          printFdb(s, event.message, { hideDev: false, deleted: event.deleted });
        } else if (event.type === "mdb") {
          if (labels) s.out("[MDB]");
          printMdb(s, event.message, event.deleted);
        } else if (event.type === "vlan") {
          if (labels) s.out("[VLAN]");
          printVlanEvent(s, event.message);
        }
      }
      yield* s.flush();
      if (queue.length === 0) yield* s.proc.wait("netlink_recvmsg", [arrived]);
    }
  } finally {
    stop();
  }
}
