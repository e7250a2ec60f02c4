/** The live terminals by id: the test hook, and what the key bar types into. */
import type { Terminal } from "@xterm/xterm";

export const screens = new Map<number, Terminal>();
