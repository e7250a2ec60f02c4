/** The packet list's filter: what is typed, what libpcap would say of it, and which frames pass, as they come. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { PacketView } from "../../../sandbox/worker/protocol.ts";
import type { LabSession } from "../../lab/session.ts";

export interface PacketFilterState {
  readonly text: Signal<string>;
  /** Why the text is not a filter; empty when it is one. */
  readonly complaint: Signal<string>;
  /** Those that pass; the very list that was given when there is no filter. */
  passing(packets: readonly PacketView[]): readonly PacketView[];
}

export function usePacketFilter(session: LabSession): PacketFilterState {
  const text = useSignal("");
  const complaint = useSignal("");
  const passing = useSignal<ReadonlySet<number> | null>(null);
  /** What was asked: of this device and filter, up to this frame. */
  const asked = useRef({ key: "", upTo: 0, numbers: new Set<number>() });

  useSignalEffect(() => {
    const filter = text.value.trim();
    const device = session.watched.value;
    const last = session.packets.value.at(-1)?.number ?? 0;
    if (filter === "" || device === null) {
      asked.current = { key: "", upTo: 0, numbers: new Set() };
      passing.value = null;
      complaint.value = "";
      return;
    }
    const key = `${device}\n${filter}`;
    const fresh = asked.current.key !== key || last < asked.current.upTo;
    if (fresh) asked.current = { key, upTo: 0, numbers: new Set() };
    else if (last === asked.current.upTo) return;
    const mine = asked.current;
    const from = mine.upTo + 1;
    mine.upTo = last;
    void session.filter(device, filter, from).then((answer) => {
      if (asked.current !== mine || answer === null) return;
      if ("error" in answer) {
        complaint.value = answer.error;
        return;
      }
      for (const number of answer.numbers) mine.numbers.add(number);
      complaint.value = "";
      passing.value = new Set(mine.numbers);
    });
  });

  return {
    text,
    complaint,
    passing: (packets) => {
      const numbers = passing.value;
      return numbers === null ? packets : packets.filter((packet) => numbers.has(packet.number));
    },
  };
}
