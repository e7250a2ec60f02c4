/** One device of the map: its addresses, what routes and neighbours it has part in, and where to look closer. */
import { useEffect, useRef } from "preact/hooks";
import type { WorldView } from "../../sandbox/worker/protocol.ts";
import "../styles/map.css";
import { t } from "../i18n/text.ts";

type NamespaceView = WorldView["hosts"][number]["namespaces"][number];
type DeviceView = NamespaceView["devices"][number];

interface Props {
  readonly view: WorldView;
  readonly device: string;
  readonly onPackets: () => void;
  /** null: nothing can be typed (the past is shown). */
  readonly onTerminal: ((place: string) => void) | null;
  readonly onClose: () => void;
}

export function DeviceCard({ view, device: id, onPackets, onTerminal, onClose }: Props) {
  const close = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  // It lies over what is beside the map: whoever turns to that is done with it.
  useEffect(() => {
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && card.current?.contains(event.target) === false) onClose();
    };
    document.addEventListener("pointerdown", away);
    return () => {
      document.removeEventListener("pointerdown", away);
    };
  }, [onClose]);
  useEffect(() => {
    close.current?.focus({ preventScroll: true });
  }, [id]);
  const found = view.hosts
    .flatMap((host) => host.namespaces)
    .flatMap((ns) =>
      ns.devices.filter((one) => one.id === id).map((device) => ({ ns, device })),
    )[0];
  if (found === undefined) return null;
  const { ns, device } = found;
  const of = (line: string): boolean => line.split(" ").includes(device.name);
  const routes = ns.routes.filter(of);
  const neighbours = ns.neighbours.filter(of);
  return (
    <div
      class="device-card"
      ref={card}
      role="dialog"
      aria-label={`${ns.id} ${device.name}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <p class="device-title">
        <b>{device.name}</b> <span>{ns.name === "" ? ns.id : `${ns.id} (netns)`}</span>
        <button type="button" class="icon" aria-label={t("close")} ref={close} onClick={onClose}>
          ✕
        </button>
      </p>
      <p class="device-actions">
        <button type="button" class="chip-button" onClick={onPackets}>
          {t("packets")}
        </button>
        {onTerminal !== null && (
          <button
            type="button"
            class="chip-button"
            onClick={() => {
              onTerminal(ns.id);
            }}
          >
            {t("terminalHere")}
          </button>
        )}
      </p>
      <dl>
        <Row name={t("state")} lines={[stateOf(device)]} />
        <Row name="MAC" lines={[`${device.mac}, MTU ${device.mtu}`]} />
        <Row name={t("addresses")} lines={device.addresses} />
        <Row name={t("tunnel")} lines={tunnelOf(device)} />
        <Row name={t("routes")} lines={routes} />
        <Row name={t("neighbours")} lines={neighbours} />
        <Row
          name={t("frames")}
          lines={[t("framesInOut", { received: device.rxPackets, sent: device.txPackets })]}
        />
      </dl>
    </div>
  );
}

function Row({ name, lines }: { readonly name: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      {lines.map((line) => (
        <dd key={line}>{line}</dd>
      ))}
    </>
  );
}

function stateOf(device: DeviceView): string {
  if (!device.up) return `${device.kind}, down`;
  const state = device.carrier ? "up" : "up, no carrier";
  return `${device.kind}, ${state}${device.portState === null ? "" : `, ${device.portState}`}`;
}

function tunnelOf({ tunnel }: DeviceView): string[] {
  if (tunnel === null) return [];
  return [
    ...(tunnel.id === null ? [] : [`VNI ${tunnel.id}`]),
    ...(tunnel.local === null ? [] : [t("tunnelFrom", { local: tunnel.local }).trim()]),
    ...tunnel.remotes.map((remote) => t("tunnelTo", { remotes: remote }).trim()),
  ];
}
