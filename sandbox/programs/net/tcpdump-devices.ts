/** What can be captured on: -D and -L, in libpcap 1.10.3's order of merit. */
import type { NetDevice } from "../../kernel/device.ts";
import type { Process } from "../../kernel/proc/process.ts";
import { linkTypeName, linkTypeText, PSEUDO_DEVICES } from "./tcpdump-text.ts";

interface Candidate {
  readonly name: string;
  readonly merit: number;
  readonly text: string;
}

function candidates(proc: Process): Candidate[] {
  const out: Candidate[] = [];
  const devices = [...proc.place.netns.devices.values()].sort((a, b) => a.index - b.index);
  for (const device of devices) out.push(describe(device));
  out.push({
    name: "any",
    merit: 1,
    text: "any (Pseudo-device that captures on all interfaces) [Up, Running]",
  });
  return out.sort((a, b) => a.merit - b.merit);
}

function describe(device: NetDevice): Candidate {
  const loopback = device.linkType === "loopback";
  const running = device.up && device.carrier;
  const words: string[] = [];
  if (device.up) words.push("Up");
  if (running) words.push("Running");
  if (loopback) words.push("Loopback");
  if (words.length === 0) words.push("none");
  if (device.linkType === "ether" && device.kind !== "dummy")
    words.push(running ? "Connected" : "Disconnected");
  const merit =
    (running ? 0 : 16) + (device.up ? 0 : 8) + (running || loopback ? 0 : 4) + (loopback ? 2 : 0);
  return { name: device.name, merit, text: `${device.name} [${words.join(", ")}]` };
}

export function devicesInOrder(proc: Process): string[] {
  return candidates(proc).map((c) => c.name);
}

export function listDevices(proc: Process): string {
  const all = [...candidates(proc), ...PSEUDO_DEVICES.map((text) => ({ merit: 24, text }))];
  const lines = all.sort((a, b) => a.merit - b.merit).map((c) => c.text);
  return lines.map((text, i) => `${i + 1}.${text}\n`).join("");
}

export function listLinkTypes(name: string, linkType: number, loopback: boolean): string {
  let out = `Data link types for ${name} (use option -y to set):\n  ${linkTypeText(linkType)}\n`;
  if (linkTypeName(linkType) === "EN10MB" && !loopback)
    out += "  DOCSIS (DOCSIS) (printing not supported)\n";
  if (name === "any")
    out = `Data link types for ${name} (use option -y to set):\n  LINUX_SLL (Linux cooked v1)\n  LINUX_SLL2 (Linux cooked v2)\n`;
  return out;
}
