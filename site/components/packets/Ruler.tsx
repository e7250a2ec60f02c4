/**
 * The frame as a ruler: header after header, as wide as their bytes ask and their names need, with what the
 * carried frame costs. A header points at its bytes below.
 */
import type { LayerView } from "../../../sandbox/worker/protocol.ts";
import { t } from "../../i18n/text.ts";

interface Part {
  readonly title: string;
  readonly start: number;
  readonly length: number;
  readonly kind: string;
}

const SHORT: readonly (readonly [RegExp, string, string])[] = [
  [/^Ethernet|^IEEE 802\.3/u, "Ethernet", "eth"],
  [/^802\.1Q|^802\.1ad/u, "VLAN", "eth"],
  [/^Address Resolution/u, "ARP", "arp"],
  [/^Internet Protocol Version 4/u, "IPv4", "ip"],
  [/^Internet Protocol Version 6/u, "IPv6", "ip"],
  [/^Internet Control Message/u, "ICMP", "icmp"],
  [/^User Datagram/u, "UDP", "udp"],
  [/^Transmission Control/u, "TCP", "tcp"],
  [/^Virtual eXtensible/u, "VXLAN", "vxlan"],
];

/** Headers and what lies between and behind them, without a gap. */
export function partsOf(layers: readonly LayerView[], bytes: number): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const data = (upTo: number): void => {
    if (upTo > at) parts.push({ title: t("data"), start: at, length: upTo - at, kind: "data" });
    at = Math.max(at, upTo);
  };
  for (const layer of layers) {
    if (layer.length === 0 || layer.start < at) continue;
    data(layer.start);
    const [, title, kind] = SHORT.find(([pattern]) => pattern.test(layer.title)) ?? [
      null,
      layer.title,
      "data",
    ];
    parts.push({ title, start: layer.start, length: layer.length, kind });
    at = layer.start + layer.length;
  }
  data(bytes);
  return parts;
}

/** What a tunnel puts in front of the packet or frame it carries; null without one. */
export function overheadOf(parts: readonly Part[]): string | null {
  const vxlan = parts.findIndex((part) => part.title === "VXLAN");
  const inner = parts.slice(vxlan + 1).find((part) => part.title === "Ethernet");
  const sum = (some: readonly Part[]): string =>
    t("sumBytes", {
      sum: some.map((part) => part.length).join(" + "),
      total: some.reduce((n, part) => n + part.length, 0),
    });
  if (vxlan > 0 && inner !== undefined) {
    const counted = parts
      .slice(0, parts.indexOf(inner) + 1)
      .filter((part, i) => i > 0 || part.kind !== "eth");
    return t("vxlanCostsCountedOfTheUnderlay", {
      counted: sum(counted),
      what: counted.map((part) => (part === inner ? t("innerEthernet") : part.title)).join(", "),
    });
  }
  const outer = parts.findIndex((part, i) => part.kind === "ip" && parts[i + 1]?.kind === "ip");
  const header = parts[outer];
  if (header !== undefined)
    return t("ipInIpCostsLengthBytes", { length: header.length, title: header.title });
  return null;
}

export function Ruler({
  layers,
  bytes,
  onMark,
}: {
  readonly layers: readonly LayerView[];
  readonly bytes: number;
  readonly onMark: (span: { start: number; length: number } | null) => void;
}) {
  const parts = partsOf(layers, bytes);
  const cost = overheadOf(parts);
  return (
    <div class="header-ruler" role="group" aria-label={t("theFrameSHeadersByBytes")}>
      <div class="ruler-parts">
        {parts.map((part) => (
          <button
            key={part.start}
            type="button"
            class={`ruler-part is-${part.kind}`}
            style={{ flexGrow: Math.min(part.length, 64) }}
            aria-label={t("titleLengthBytesFromByteStart", {
              title: part.title,
              length: part.length,
              start: part.start,
            })}
            onMouseEnter={() => {
              onMark(part);
            }}
            onFocus={() => {
              onMark(part);
            }}
            onClick={() => {
              onMark(part);
            }}
          >
            <b>{part.title}</b>
            <span>{part.length}</span>
          </button>
        ))}
      </div>
      {cost !== null && <p>{cost}.</p>}
    </div>
  );
}
