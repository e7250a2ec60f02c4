/** Captures as files: those of the lab, taken out, and the reader's own, brought in. */
import { CAPTURE_BYTES_MAX } from "../../sandbox/worker/protocol.ts";
import { t } from "../i18n/text.ts";
import type { LabSession } from "./session.ts";

/** Every interface's capture in one file, each named "place:device" as on the map. */
export async function pcapngOf(session: LabSession): Promise<Uint8Array | null> {
  const names: Record<string, string> = {};
  for (const host of session.view.value?.hosts ?? [])
    for (const ns of host.namespaces)
      for (const device of ns.devices) names[device.id] = `${ns.id}:${device.name}`;
  return session.ask((api) => api.pcapng(names));
}

/** A capture of the reader's own, shown beside the interfaces' lists. It stays in this tab. */
export async function openCapture(session: LabSession, file: File): Promise<void> {
  if (file.size > CAPTURE_BYTES_MAX) {
    session.tell({ text: t("nameIsLargerThan32Mb", { name: file.name }) });
    return;
  }
  const name = file.name.slice(0, 100);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const opened = await session.ask((api) => api.openCapture(name, bytes));
  if (opened === null) return;
  if ("error" in opened) {
    session.tell({ text: t("nameCannotBeReadError", { name, error: opened.error }) });
    return;
  }
  if (opened.cut !== null) session.tell({ text: `${name}: ${opened.cut}.` });
  session.files.value = [
    ...session.files.value.filter((one) => one.device !== opened.device),
    { device: opened.device, name },
  ];
  session.watch(opened.device);
}
