/**
 * Where a flow's line is written to: a string, or for whole tables bytes in blocks, because a hundred thousand lines
 * as strings are mostly work for the garbage collector.
 */
import type { NfAddr } from "../../../kernel/netfilter/types.ts";
import { formatAddr } from "./values.ts";

export interface Sink {
  /** ASCII. */
  text(text: string): void;
  /** A whole number from 0 on. */
  number(n: number): void;
  address(addr: NfAddr): void;
  /** Take the last character back. */
  chop(): void;
}

export class TextSink implements Sink {
  out = "";
  text(text: string): void {
    this.out += text;
  }
  number(n: number): void {
    this.out += n;
  }
  address(addr: NfAddr): void {
    this.out += formatAddr(addr);
  }
  chop(): void {
    this.out = this.out.slice(0, -1);
  }
}

const BLOCK_BYTES = 65_536;
/** A line is never longer. */
const LINE_MAX = 1024;

export class BlockSink implements Sink {
  /** Full blocks, and at last the rest ({@link close}). */
  readonly blocks: Uint8Array[] = [];
  private bytes = new Uint8Array(BLOCK_BYTES + LINE_MAX);
  private at = 0;

  text(text: string): void {
    const { bytes } = this;
    let { at } = this;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.at = at;
  }
  number(n: number): void {
    if (n >= 1e9) {
      this.text(String(n));
      return;
    }
    let size = 1;
    for (let limit = 10; n >= limit; limit *= 10) size++;
    let rest = n;
    for (let i = this.at + size - 1; i >= this.at; i--) {
      const next = (rest / 10) | 0;
      this.bytes[i] = 48 + rest - next * 10;
      rest = next;
    }
    this.at += size;
  }
  address(addr: NfAddr): void {
    if (typeof addr !== "number") {
      this.text(addr);
      return;
    }
    for (let shift = 24; shift >= 0; shift -= 8) {
      this.number((addr >>> shift) & 255);
      if (shift > 0) this.bytes[this.at++] = 46;
    }
  }
  chop(): void {
    this.at--;
  }
  /** The end of a line: what is more than a block begins the next. */
  newline(): void {
    this.bytes[this.at++] = 10;
    if (this.at < BLOCK_BYTES) return;
    const full = this.bytes;
    this.bytes = new Uint8Array(BLOCK_BYTES + LINE_MAX);
    this.bytes.set(full.subarray(BLOCK_BYTES, this.at));
    this.at -= BLOCK_BYTES;
    this.blocks.push(full.subarray(0, BLOCK_BYTES));
  }
  close(): readonly Uint8Array[] {
    if (this.at > 0) this.blocks.push(this.bytes.subarray(0, this.at));
    return this.blocks;
  }
}
