/**
 * What an interface saw: a list of its frames, and of the chosen one the decoded layers beside its bytes.
 * A field points at its bytes and a byte at its field. The list draws only the rows in view.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  LayerView,
  PacketView,
  SightingView,
  StreamView,
  WayView,
} from "../../sandbox/worker/protocol.ts";
import { openCapture, pcapngOf } from "../lab/captures.ts";
import type { LabSession } from "../lab/session.ts";
import { protocolClass } from "../lab/protocols.ts";
import { Way } from "./Way.tsx";
import { usePacketFilter } from "./packets/filter.ts";
import { Ruler } from "./packets/Ruler.tsx";
import { Seen } from "./packets/Seen.tsx";
import { Stream } from "./packets/Stream.tsx";
import { t } from "../i18n/text.ts";

const ROW = 24;
const EXTRA_ROWS = 8;

interface Detail {
  readonly number: number;
  readonly layers: readonly LayerView[];
  readonly way: readonly WayView[];
  readonly seen: readonly SightingView[];
  readonly bytes: Uint8Array;
}
interface Span {
  readonly start: number;
  readonly length: number;
}

interface ListProps {
  readonly session: LabSession;
  /** Show a packet's way as a journey. */
  readonly onJourney: (way: readonly WayView[]) => void;
}

export function PacketList({ session, onJourney }: ListProps) {
  const chosen = useSignal<number | null>(null);
  const detail = useSignal<Detail | null>(null);
  const marked = useSignal<Span | null>(null);
  const stream = useSignal<StreamView | null>(null);
  /** The frame to be chosen once its device's list is here. */
  const wanted = useRef<number | null>(null);
  const filter = usePacketFilter(session);
  const device = session.watched.value;

  useEffect(() => {
    chosen.value = wanted.current;
    wanted.current = null;
    detail.value = null;
  }, [device]);
  useSignalEffect(() => {
    const number = chosen.value;
    const from = session.watched.value;
    marked.value = null;
    if (number === null || from === null) return;
    void session.packet(from, number).then((packet) => {
      if (chosen.peek() === number) detail.value = packet === null ? null : { number, ...packet };
    });
  });

  const view = session.view.value;
  const devices = (view?.hosts ?? []).flatMap((host) =>
    host.namespaces.map((ns) => ({ ns: ns.id, devices: ns.devices })),
  );
  const files = session.files.value;
  const known =
    devices.some((group) => group.devices.some((one) => one.id === device)) ||
    files.some((file) => file.device === device);
  const all = session.packets.value;
  const packets = filter.passing(all);
  const labels = (id: string): readonly [string, string] => nameOf(session, id);
  return (
    <div
      class="packets"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        const file = event.dataTransfer?.files[0];
        if (file === undefined) return;
        event.preventDefault();
        void openCapture(session, file);
      }}
    >
      <div class="packets-bar">
        <label>
          <span class="sr-only">{t("interface")}</span>
          <select
            value={known ? (device ?? "") : ""}
            onChange={(event) => {
              session.watch(event.currentTarget.value === "" ? null : event.currentTarget.value);
            }}
          >
            <option value="">{t("chooseAnInterface")}</option>
            {devices.map((group) => (
              <optgroup key={group.ns} label={group.ns}>
                {group.devices.map((one) => (
                  <option key={one.id} value={one.id}>{`${group.ns}: ${one.name}`}</option>
                ))}
              </optgroup>
            ))}
            {files.length > 0 && (
              <optgroup label={t("files")}>
                {files.map((file) => (
                  <option key={file.device} value={file.device}>
                    {file.name}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
        </label>
        <span class="packets-count" role="status">
          {device === null
            ? ""
            : packets === all
              ? t("framesCount", { shown: packets.length })
              : t("framesOf", { shown: packets.length, all: all.length })}
        </span>
        <button
          type="button"
          disabled={all.length === 0}
          onClick={() => void session.clearPackets()}
        >
          {t("clear")}
        </button>
        <button type="button" disabled={all.length === 0} onClick={() => void download(session)}>
          {t("saveAsPcap")}
        </button>
        <button
          type="button"
          title={t("everyInterfaceOfTheLabIn")}
          onClick={() => void downloadAll(session)}
        >
          {t("saveAll")}
        </button>
        <label class="packets-open">
          {t("openACapture")}
          <input
            type="file"
            accept=".pcap,.pcapng,.cap"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (file !== undefined) void openCapture(session, file);
            }}
          />
        </label>
      </div>
      {device !== null && (
        <div class="packets-filter">
          <label>
            <span class="sr-only">{t("filterInTcpdumpSLanguage")}</span>
            <input
              type="search"
              spellcheck={false}
              autocomplete="off"
              placeholder={t("filterAsForTcpdumpIcmpAnd")}
              aria-invalid={filter.complaint.value !== ""}
              value={filter.text.value}
              onInput={(event) => {
                filter.text.value = event.currentTarget.value;
              }}
            />
          </label>
          <span role="status">{filter.complaint.value}</span>
        </div>
      )}
      {device === null ? (
        <p class="packets-empty">{t("chooseAnInterfaceHereOrOn")}</p>
      ) : packets.length === 0 ? (
        <p class="packets-empty">
          {all.length === 0 ? t("nothingHasPassedThisInterfaceYet") : t("noFramePassesThisFilter")}
        </p>
      ) : (
        <Rows
          key={device}
          session={session}
          packets={packets}
          chosen={chosen.value}
          onChoose={(number) => {
            chosen.value = number;
          }}
        />
      )}
      {detail.value !== null && device !== null && (
        <div class="packet-detail">
          <div class="packet-head">
            <Ruler
              layers={detail.value.layers}
              bytes={detail.value.bytes.length}
              onMark={(span) => {
                marked.value = span;
              }}
            />
            {isConversation(detail.value.layers) && (
              <button
                type="button"
                onClick={() => {
                  const number = chosen.peek();
                  if (number === null) return;
                  void session.stream(device, number).then((found) => {
                    stream.value = found;
                  });
                }}
              >
                {t("followTheStream")}
              </button>
            )}
          </div>
          <Way
            steps={detail.value.way}
            onJourney={() => {
              const way = detail.value?.way;
              if (way !== undefined) onJourney(way);
            }}
          />
          <Seen
            seen={detail.value.seen}
            here={device}
            nameOf={labels}
            onGo={(to, number) => {
              // What is asked for is shown, whatever the filter would say of it there.
              filter.text.value = "";
              if (to === device) chosen.value = number;
              else {
                wanted.current = number;
                session.watch(to);
              }
            }}
          />
          <Layers
            detail={detail.value}
            marked={marked.value}
            onMark={(span) => {
              marked.value = span;
            }}
          />
          <Bytes
            detail={detail.value}
            marked={marked.value}
            onMark={(span) => {
              marked.value = span;
            }}
          />
        </div>
      )}
      {stream.value !== null && (
        <Stream
          stream={stream.value}
          onClose={() => {
            stream.value = null;
          }}
        />
      )}
    </div>
  );
}

/** "node1" and "eth0" of a device's id; of a file its name. */
function nameOf(session: LabSession, id: string): readonly [place: string, device: string] {
  for (const host of session.view.peek()?.hosts ?? [])
    for (const ns of host.namespaces)
      for (const device of ns.devices) if (device.id === id) return [ns.id, device.name];
  return [t("gone"), id];
}

/** Of the outermost transport: TCP or UDP. */
function isConversation(layers: readonly LayerView[]): boolean {
  return layers.some((layer) => /^(Transmission Control|User Datagram)/u.test(layer.title));
}

function Rows({
  session,
  packets,
  chosen,
  onChoose,
}: {
  readonly session: LabSession;
  readonly packets: readonly PacketView[];
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(240);
  const follow = useRef(true);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (element !== null && follow.current) element.scrollTop = element.scrollHeight;
  }, [packets.length]);

  const first = Math.max(0, Math.floor(top.value / ROW) - EXTRA_ROWS);
  const last = Math.min(packets.length, Math.ceil((top.value + height.value) / ROW) + EXTRA_ROWS);
  // As wide as the widest address so far: what is left is the summary's.
  const ends = useRef(9);
  for (const packet of packets.slice(first, last))
    ends.current = Math.min(
      24,
      Math.max(ends.current, packet.source.length, packet.destination.length),
    );
  const ofFile = session.watched.value?.startsWith("file/") === true;
  const readyAt = ofFile ? 0 : (session.booted.value?.readyAt ?? 0);
  const move = (by: number): void => {
    const at = packets.findIndex((packet) => packet.number === chosen);
    const next = packets[Math.max(0, Math.min(packets.length - 1, at < 0 ? 0 : at + by))];
    if (next === undefined) return;
    onChoose(next.number);
    const element = scroller.current;
    const y = packets.indexOf(next) * ROW;
    if (
      element !== null &&
      (y < element.scrollTop || y + 2 * ROW > element.scrollTop + element.clientHeight)
    )
      element.scrollTop = y - element.clientHeight / 2;
  };
  return (
    <div
      class="rows"
      style={{ "--ends": ends.current }}
      ref={scroller}
      role="grid"
      aria-label={t("frames")}
      aria-rowcount={packets.length + 1}
      tabIndex={0}
      aria-activedescendant={chosen === null ? undefined : `frame-${chosen}`}
      onScroll={(event) => {
        const element = event.currentTarget;
        top.value = element.scrollTop;
        follow.current = element.scrollTop + element.clientHeight > element.scrollHeight - 2 * ROW;
      }}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[
          event.key
        ];
        if (by === undefined) return;
        event.preventDefault();
        move(by);
      }}
    >
      <div class="row head" role="row" aria-rowindex={1}>
        {["No.", t("time"), t("source"), t("destination"), t("type"), "Len", "Info"].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div role="presentation" style={{ height: `${first * ROW}px` }} />
      {packets.slice(first, last).map((packet, i) => (
        <div
          key={packet.number}
          id={`frame-${packet.number}`}
          class={`row p-${protocolClass(packet.protocol)} ${packet.number === chosen ? "is-chosen" : ""}`}
          role="row"
          aria-rowindex={first + i + 2}
          aria-selected={packet.number === chosen}
          onClick={() => {
            onChoose(packet.number);
          }}
        >
          <span role="gridcell">{packet.number}</span>
          <span role="gridcell">{((packet.at - readyAt) / 1e6).toFixed(6)}</span>
          <span role="gridcell">{packet.source}</span>
          <span role="gridcell">{packet.destination}</span>
          <span role="gridcell" class="proto">
            {packet.protocol}
          </span>
          <span role="gridcell">{packet.length}</span>
          <span role="gridcell">
            <i aria-label={packet.direction === "in" ? t("inward") : t("outward")}>
              {packet.direction === "in" ? "←" : "→"}
            </i>{" "}
            {packet.info}
          </span>
        </div>
      ))}
      <div role="presentation" style={{ height: `${(packets.length - last) * ROW}px` }} />
    </div>
  );
}

function Layers({
  detail,
  marked,
  onMark,
}: {
  readonly detail: Detail;
  readonly marked: Span | null;
  readonly onMark: (span: Span | null) => void;
}) {
  return (
    <div
      class="layers"
      tabIndex={0}
      role="region"
      aria-label={t("frameNumberLayerByLayer", { number: detail.number })}
      onMouseLeave={() => {
        onMark(null);
      }}
    >
      {detail.layers.map((layer) => (
        <details key={`${detail.number} ${layer.start} ${layer.title}`} open>
          <summary
            onMouseEnter={() => {
              onMark(layer);
            }}
            onFocus={() => {
              onMark(layer);
            }}
          >
            {layer.title}
          </summary>
          <ul>
            {layer.fields.map((field) => (
              <li key={`${field.name} ${field.start} ${field.value}`}>
                <button
                  type="button"
                  class={covers(marked, field) ? "is-marked" : ""}
                  onMouseEnter={() => {
                    onMark(field);
                  }}
                  onFocus={() => {
                    onMark(field);
                  }}
                  onClick={() => {
                    onMark(field);
                  }}
                >
                  <span>{field.name}</span> <b>{field.value}</b>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function Bytes({
  detail,
  marked,
  onMark,
}: {
  readonly detail: Detail;
  readonly marked: Span | null;
  readonly onMark: (span: Span | null) => void;
}) {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < detail.bytes.length; at += 16)
    lines.push(detail.bytes.subarray(at, at + 16));
  const isMarked = (at: number): string =>
    marked !== null && at >= marked.start && at < marked.start + marked.length ? "is-marked" : "";
  const pick = (at: number): void => {
    onMark(fieldAt(detail.layers, at));
  };
  return (
    <div
      class="bytes"
      tabIndex={0}
      role="region"
      aria-label={t("theLengthBytesOfFrameNumber", {
        length: detail.bytes.length,
        number: detail.number,
      })}
    >
      {lines.map((line, n) => (
        <div key={n}>
          <span class="offset">{(n * 16).toString(16).padStart(4, "0")}</span>
          <span class="hex">
            {[...line].map((byte, i) => (
              <span
                key={i}
                class={isMarked(n * 16 + i)}
                onClick={() => {
                  pick(n * 16 + i);
                }}
              >
                {byte.toString(16).padStart(2, "0")}
              </span>
            ))}
          </span>
          <span class="ascii" aria-hidden="true">
            {[...line].map((byte, i) => (
              <span key={i} class={isMarked(n * 16 + i)}>
                {byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "."}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** The narrowest field that holds a byte; else its layer. */
function fieldAt(layers: readonly LayerView[], at: number): Span | null {
  const holds = (span: Span): boolean => at >= span.start && at < span.start + span.length;
  const fields: Span[] = layers.flatMap((layer) => layer.fields.filter(holds));
  fields.sort((a, b) => a.length - b.length);
  return fields[0] ?? layers.filter(holds).sort((a, b) => a.length - b.length)[0] ?? null;
}

function covers(marked: Span | null, field: Span): boolean {
  return (
    marked !== null &&
    field.length > 0 &&
    field.start >= marked.start &&
    field.start + field.length <= marked.start + marked.length
  );
}

async function download(session: LabSession): Promise<void> {
  const device = session.watched.value;
  if (device === null) return;
  const file = await session.pcap(device);
  if (file === null) return;
  const [place, name] = nameOf(session, device);
  save(
    file,
    `${place.replace("/", "-")}-${name.replaceAll("/", "-")}.pcap`,
    "application/vnd.tcpdump.pcap",
  );
}

async function downloadAll(session: LabSession): Promise<void> {
  const file = await pcapngOf(session);
  if (file !== null) save(file, `${session.lab}.pcapng`, "application/x-pcapng");
}

function save(file: Uint8Array, name: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file as Uint8Array<ArrayBuffer>], { type }));
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}
