/** nf_ct_attach: an error or a RST about a packet belongs to that packet's flow. */
import type { Packet } from "../packet.ts";
import { CT_RELATED, CT_RELATED_REPLY, isReply } from "./flow.ts";

export function attach(answer: Packet, about: Packet): void {
  if (about.ct === null) return;
  answer.ct = about.ct;
  answer.ctInfo = isReply(about.ctInfo & 15) ? CT_RELATED : CT_RELATED_REPLY;
}
