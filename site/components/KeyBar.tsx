/** Keys that a phone's keyboard does not have, above the terminal. */
import type { LabSession } from "../lab/session.ts";
import { t } from "../i18n/text.ts";

export function KeyBar({ session, id }: { readonly session: LabSession; readonly id: number }) {
  const keys: readonly (readonly [label: string, name: string, data: string])[] = [
    [t("tab"), t("tab"), "\t"],
    ["^C", t("controlC"), "\x03"],
    ["^D", t("controlD"), "\x04"],
    ["^Z", t("controlZ"), "\x1a"],
    ["^R", t("controlR"), "\x12"],
    ["↑", t("up"), "\x1b[A"],
    ["↓", t("down"), "\x1b[B"],
    ["←", t("left"), "\x1b[D"],
    ["→", t("right"), "\x1b[C"],
    ["|", t("pipe"), "|"],
    ["/", t("slash"), "/"],
    ["-", t("dash"), "-"],
    ["~", t("tilde"), "~"],
    ["$", t("dollar"), "$"],
    ["Esc", t("escape"), "\x1b"],
  ];
  return (
    <div class="key-bar" role="toolbar" aria-label={t("keys")}>
      {keys.map(([label, name, data]) => (
        <button
          key={name}
          type="button"
          aria-label={name}
          // Keeps the phone's keyboard open.
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onClick={() => {
            session.keys(id, data);
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
