/** The shell's line editor, for the worker to answer keys with before its world stands. */
export { Editor, type EditorScreen } from "../shell/line-editor.ts";
