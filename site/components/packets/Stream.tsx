/** The conversation a packet belongs to, both ends' bytes in turn, as text or in hexadecimal. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { StreamView } from "../../../sandbox/worker/protocol.ts";
import { t } from "../../i18n/text.ts";

export function Stream({
  stream,
  onClose,
}: {
  readonly stream: StreamView;
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const hex = useSignal(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const total = [0, 1].map((from) =>
    stream.parts.filter((part) => part.from === from).reduce((n, part) => n + part.bytes.length, 0),
  );
  return (
    <dialog ref={dialog} class="stream" aria-labelledby="stream-title" onClose={onClose}>
      <header>
        <h2 id="stream-title">{t("streamTitle", { protocol: stream.protocol })}</h2>
        <label>
          <input
            type="checkbox"
            checked={hex.value}
            onChange={(event) => {
              hex.value = event.currentTarget.checked;
            }}
          />{" "}
          {t("asHexadecimal")}
        </label>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t("close")}
        </button>
      </header>
      <p class="stream-ends">
        {stream.ends.map((end, i) => (
          <span key={end} class={`from-${i}`}>
            {t("bytesSentBy", { end: end === "" ? t("theOtherEnd") : end, n: total[i] ?? 0 })}
          </span>
        ))}
      </p>
      <div class="stream-parts" tabIndex={0} role="region" aria-label={t("whatWasSaidInOrder")}>
        {stream.parts.length === 0 && <p>{t("nothingButHeadersHasPassedYet")}</p>}
        {stream.parts.map((part, i) => (
          <div key={i} class={`from-${part.from}`}>
            <span class="sr-only">{t("sendsWho", { end: stream.ends[part.from] ?? "" })}</span>
            {part.lost > 0 && <em>{t("notCaptured", { n: part.lost })}</em>}
            <pre>{hex.value ? hexDump(part.bytes) : printable(part.bytes)}</pre>
          </div>
        ))}
      </div>
    </dialog>
  );
}

/** Text as a terminal would take it; every other byte a dot. */
function printable(bytes: Uint8Array): string {
  let out = "";
  for (const char of new TextDecoder().decode(bytes).replace(/\r\n/gu, "\n")) {
    const code = char.codePointAt(0) ?? 0;
    out +=
      char === "\n" || char === "\t" || (code >= 32 && code !== 127 && code !== 0xfffd)
        ? char
        : ".";
  }
  return out;
}

function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : ".")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}
