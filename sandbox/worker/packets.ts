/**
 * What the packet explorer asks about captured frames: one packet's decoded layers, a filter in tcpdump's
 * language, the conversation a packet belongs to, captures as files, and files that somebody brings along.
 */
import type { Capture, CapturedBytes, CapturedFrame } from "../lab/capture.ts";
import { frameFields } from "../lab/fields.ts";
import { encodeUtf8 } from "../sim/utf8.ts";
import { dissect } from "../wire/dissect.ts";
import { compileFilter, type PacketFilter } from "../wire/filter.ts";
import { openCapture, pcapFileHeader, pcapRecord } from "../wire/pcap.ts";
import { type NamedInterface, pcapngFile } from "../wire/pcapng-write.ts";
import { concat } from "../wire/write.ts";
import type { LayerView, StreamView } from "./protocol.ts";

/** DLT_EN10MB and DLT_RAW. */
const LINK_TYPES = { ether: 1, raw: 12 } as const;
const SNAPLEN = 262_144;
/** Of a file that is brought along. */
const FILE_FRAMES_MAX = 20_000;
const STREAM_BYTES_MAX = 262_144;

export function details(frame: CapturedBytes): readonly LayerView[] {
  return dissect(frame.bytes, frame.link);
}

/** The numbers, from `from` on, of a device's frames that a filter lets through; or libpcap's complaint. */
export function filtered(
  frames: readonly CapturedFrame[],
  text: string,
  from: number,
): { readonly numbers: readonly number[] } | { readonly error: string } {
  const programs = new Map<CapturedBytes["link"], PacketFilter>();
  // A filter that is wrong is wrong before there is a frame.
  for (const link of new Set(["ether" as const, ...frames.map((frame) => frame.link)])) {
    const program = compileFilter(text, LINK_TYPES[link]);
    if ("error" in program) return { error: program.error };
    programs.set(link, program.matches);
  }
  const passes = ({ link, bytes, length }: CapturedFrame): boolean =>
    programs.get(link)?.(bytes, 0, bytes.length, length) === true;
  return {
    numbers: frames
      .filter((frame) => frame.number >= from && passes(frame))
      .map((frame) => frame.number),
  };
}

// ── following a stream ───────────────────────────────────────────────────────────────────────────

interface Segment {
  readonly key: string;
  readonly end: string;
  readonly protocol: "TCP" | "UDP";
  readonly seq: number;
  readonly syn: boolean;
  /** Bytes of payload, by the headers. */
  readonly length: number;
}

/** The outer packet's conversation; null when the frame is neither TCP nor UDP, or a later fragment. */
function segmentOf(frame: CapturedBytes): Segment | null {
  const fields = frameFields(frame.bytes, 0, frame.bytes.length, frame.link);
  const source = fields.get("ip.src") ?? fields.get("ip6.src");
  const destination = fields.get("ip.dst") ?? fields.get("ip6.dst");
  if (source === undefined || destination === undefined) return null;
  for (const protocol of ["tcp", "udp"] as const) {
    const from = fields.get(`${protocol}.src`);
    const to = fields.get(`${protocol}.dst`);
    if (from === undefined || to === undefined) continue;
    const ends = [endText(source, from), endText(destination, to)];
    return {
      key: `${protocol} ${[...ends].sort().join(" ")}`,
      end: ends[0] ?? "",
      protocol: protocol === "tcp" ? "TCP" : "UDP",
      seq: Number(fields.get("tcp.seq") ?? 0),
      syn: (fields.get("tcp.flags") ?? "").includes("S"),
      length: Number(fields.get(`${protocol}.length`) ?? 0),
    };
  }
  return null;
}

function endText(address: string, port: string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What a segment carries: from the transport layer's end on, as the dissector sees it. */
function payloadOf(frame: CapturedBytes, { protocol, length }: Segment): Uint8Array {
  const title = protocol === "TCP" ? "Transmission Control Protocol" : "User Datagram Protocol";
  const layer = dissect(frame.bytes, frame.link).find((one) => one.title.startsWith(title));
  const at = layer === undefined ? frame.bytes.length : layer.start + layer.length;
  return frame.bytes.subarray(at, Math.min(frame.bytes.length, at + length));
}

/**
 * The bytes of the conversation that a frame belongs to, as one device saw them: TCP by sequence numbers (what
 * came again is left out, what is missing is said), UDP datagram by datagram. null: not part of one.
 */
export function streamOf(frames: readonly CapturedFrame[], number: number): StreamView | null {
  const chosen = frames.find((frame) => frame.number === number);
  const of = chosen === undefined ? null : segmentOf(chosen);
  if (of === null) return null;
  const ends: string[] = [];
  const next = new Map<string, number>();
  const parts: StreamView["parts"][number][] = [];
  let bytes = 0;
  for (const frame of frames) {
    const segment = segmentOf(frame);
    if (segment === null || segment.key !== of.key) continue;
    if (!ends.includes(segment.end)) ends.push(segment.end);
    const from = ends.indexOf(segment.end) === 0 ? 0 : 1;
    let payload = payloadOf(frame, segment);
    let lost = 0;
    if (segment.protocol === "TCP") {
      if (segment.syn) {
        next.set(segment.end, (segment.seq + 1) >>> 0);
        continue;
      }
      const due = next.get(segment.end) ?? segment.seq;
      const ahead = (segment.seq - due) | 0;
      if (ahead > 0) lost = payload.length > 0 ? ahead : 0;
      else payload = payload.subarray(Math.min(payload.length, -ahead));
      if (payload.length > 0 || ahead > 0)
        next.set(segment.end, (segment.seq + Math.max(0, -ahead) + payload.length) >>> 0);
    }
    if (payload.length === 0 || bytes >= STREAM_BYTES_MAX) continue;
    bytes += payload.length;
    parts.push({ from, at: frame.at, bytes: payload.slice(), lost });
  }
  const [a = of.end, b = ""] = ends;
  const other = b === "" ? of.key.split(" ").find((end, i) => i > 0 && end !== a) : b;
  return { ends: [a, other ?? ""], protocol: of.protocol, parts };
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────

/** `epochUs`: the wall time at which the world's clock stood at zero. */
export function pcapFile(packets: readonly CapturedFrame[], epochUs: number): Uint8Array {
  const parts = [pcapFileHeader(LINK_TYPES[packets[0]?.link ?? "ether"], SNAPLEN)];
  for (const packet of packets)
    parts.push(
      pcapRecord(epochUs + packet.at, packet.bytes, 0, packet.bytes.length, packet.length),
    );
  return concat(parts);
}

/** Everything that was captured, one file: an interface a device, named as `name` says. */
export function everything(
  capture: Capture,
  epochUs: number,
  name: (device: string) => string,
): Uint8Array {
  const interfaces = capture
    .devices()
    .filter((device) => !device.startsWith("file/") && capture.all(device).length > 0)
    .map((device): NamedInterface => {
      const frames = capture.all(device);
      return {
        name: encodeUtf8(name(device)),
        linkType: frames[0]?.link === "raw" ? 101 : 1,
        packets: frames.map((frame) => ({
          atUs: epochUs + frame.at,
          bytes: frame.bytes,
          length: frame.length,
          inbound: frame.direction === "in",
        })),
      };
    });
  return pcapngFile(interfaces);
}

/**
 * A capture that somebody brings along (pcap or pcapng, Ethernet or raw IP), as a list beside the others.
 * The file is hostile: what is not a capture is named in libpcap's words, and at most 20,000 frames are kept.
 */
export function addFile(
  capture: Capture,
  name: string,
  file: Uint8Array,
): { readonly device: string; readonly cut: string | null } | { readonly error: string } {
  const reader = openCapture(file);
  if ("error" in reader) return { error: reader.error };
  const { linkType } = reader.header;
  if (linkType !== 1 && linkType !== 12)
    return { error: `link type ${linkType}: only Ethernet and raw IP are shown here` };
  const frames: (CapturedBytes & { at: number; length: number })[] = [];
  let first: number | null = null;
  let cut: string | null = null;
  for (;;) {
    const record = reader.next();
    if (record === null) break;
    if ("error" in record) {
      cut = record.error;
      break;
    }
    if (frames.length >= FILE_FRAMES_MAX) {
      cut = `the first ${FILE_FRAMES_MAX} frames are shown`;
      break;
    }
    const at = record.seconds * 1e6 + record.micros;
    first ??= at;
    frames.push({
      at: at - first,
      length: record.length,
      bytes: file.slice(record.start, record.end),
      link: linkType === 1 ? "ether" : "raw",
    });
  }
  return { device: capture.addFile(name, frames), cut };
}
