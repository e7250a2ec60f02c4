/** The line editor, for the worker to answer keys with before its world stands. */
export { Editor, type EditorScreen } from "../kernel/proc/line-editor.ts";
