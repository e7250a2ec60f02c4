/**
 * A sandbox as a link's fragment: the name of a lab, or the text of a topology, nothing else. Compressed by the
 * browser, bounded before and while it is unpacked, checked against a schema; whoever opens it sees the text and
 * starts it, or does not. Nothing of it is a command to this page.
 */
import * as v from "valibot";
import { TOPOLOGY_MAX } from "../../sandbox/worker/protocol.ts";
import { t } from "../i18n/text.ts";

export { TOPOLOGY_MAX };

/** Characters of a fragment; far below what browsers and mail programs cut. */
export const FRAGMENT_MAX = 64_000;
/** Bytes that a fragment may unpack to. */
const UNPACKED_MAX = 262_144;

const SharedSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("lab"),
    lab: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,80}$/)),
  }),
  v.strictObject({
    kind: v.literal("topology"),
    text: v.pipe(v.string(), v.maxLength(TOPOLOGY_MAX), v.regex(/^[^\0]*$/)),
  }),
]);
export type Shared = v.InferOutput<typeof SharedSchema>;

/** "#lab=wire", "#t=…": what follows "#". null: it is too large for a link. */
export async function writeFragment(shared: Shared): Promise<string | null> {
  if (shared.kind === "lab") return `lab=${shared.lab}`;
  const packed = await through(
    new Blob([shared.text]).stream().pipeThrough(new CompressionStream("deflate-raw")),
    FRAGMENT_MAX,
  );
  if (packed === null) return null;
  const fragment = `t=${base64url(packed)}`;
  return fragment.length > FRAGMENT_MAX ? null : fragment;
}

/** What a fragment holds; null: nothing. A string says why it is not opened. */
export async function readFragment(fragment: string): Promise<Shared | string | null> {
  const text = fragment.replace(/^#/u, "");
  if (text === "") return null;
  if (text.length > FRAGMENT_MAX) return t("theLinkIsLongerThanAny");
  const [, key = "", value = ""] = /^(lab|t)=([\w-]*)$/u.exec(text) ?? [];
  if (key === "") return t("theLinkIsDamagedOrNot");
  let candidate: unknown;
  if (key === "lab") candidate = { kind: "lab", lab: value };
  else {
    const unpacked = await unpack(value);
    if (typeof unpacked !== "object") return unpacked;
    candidate = { kind: "topology", text: unpacked.text };
  }
  const parsed = v.safeParse(SharedSchema, candidate);
  return parsed.success ? parsed.output : t("theLinkHoldsSomethingThatIs");
}

async function unpack(value: string): Promise<{ text: string } | string> {
  try {
    const packed = Uint8Array.from(atob(value.replace(/-/gu, "+").replace(/_/gu, "/")), (ch) =>
      ch.charCodeAt(0),
    );
    const bytes = await through(
      new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")),
      UNPACKED_MAX,
    );
    if (bytes === null) return t("theLinkUnpacksToMoreThan");
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return t("theLinkIsDamagedAPart");
  }
}

/** A word for a topology, for what is kept of it in this browser: FNV-1a over its text, and its length. */
export function topologyName(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `topology-${(hash >>> 0).toString(16)}-${text.length}`;
}

/** All bytes of a stream; null, and no more read, when there are more than `most`. */
async function through(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function base64url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8_192)
    text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(text).replace(/\+/gu, "-").replace(/\//gu, "_").replace(/=+$/u, "");
}
