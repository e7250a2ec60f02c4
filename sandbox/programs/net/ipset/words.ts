/** The words for what the kernel refuses. lib/errcode.c of ipset 7.17. */
import type { SetError } from "../../../kernel/netfilter/ipset/types.ts";

type Command = "create" | "add" | "del" | "test" | "rename" | "swap" | "destroy" | "other";

const COMMON: Partial<Record<SetError, string>> = {
  ENOENT: "The set with the given name does not exist",
  EEXIST: "Set cannot be created: set with the same name already exists",
  BUSY: "Set cannot be destroyed: it is in use by a kernel component",
  REFERENCED: "Set cannot be renamed: it is in use by another system",
  INVALID_CIDR: "The value of the CIDR parameter of the IP address is invalid",
  TIMEOUT: "Timeout cannot be used: set was created without timeout support",
  COUNTER: "Packet/byte counters cannot be used: set was created without counter support",
  COMMENT: "Comment cannot be used: set was created without comment support",
  HASH_FULL: "Hash is full, cannot add more elements",
  HASH_RANGE: "Element cannot be added: range is not supported",
  RANGE_SIZE: "Element is out of the range of the set",
  RANGE: "Element is out of the range of the set",
  BITMAP_RANGE: "Element is out of the range of the set",
  BITMAP_RANGE_SIZE: "The range you specified exceeds the size limit of the set type",
  NAME: "Set to be added/deleted/tested as element does not exist.",
  NAMEREF: "The set to which you referred with 'before' or 'after' does not exist.",
  REF_EXIST: "The set to which you referred with 'before' or 'after' is not added to the set.",
  LOOP: "Sets with list:set type cannot be added to the set.",
  LIST_FULL: "The set is full, more elements cannot be added.",
};

export function wordsOf(error: SetError, command: Command): string {
  if (error === "EXIST") {
    return command === "del"
      ? "Element cannot be deleted from the set: it's not added"
      : "Element cannot be added to the set: it's already added";
  }
  if (error === "EXIST_SETNAME2") {
    return command === "swap"
      ? "Sets cannot be swapped: the second set does not exist"
      : "Set cannot be renamed: a set with the new name already exists";
  }
  if (error === "TYPE_MISMATCH") return "The sets cannot be swapped: their type does not match";
  return COMMON[error] ?? "Kernel error received: Invalid argument";
}
