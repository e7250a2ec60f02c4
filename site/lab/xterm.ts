/** The terminal emulator, a chunk of its own: it comes beside the panel, not before it. */
export { FitAddon } from "@xterm/addon-fit";
export { Terminal } from "@xterm/xterm";
