/**
 * Frames on their way over the map. The world's own pace is too fast to see, so what happened is played after it: frames of
 * one instant together, the next instant's after them, at the speed the learner sets, standing still or step by step.
 */
import { signal } from "@preact/signals";
import type { HopView } from "../../sandbox/worker/protocol.ts";
import { cablePath, type MapLayout } from "./layout.ts";
import { protocolClass } from "./protocols.ts";
import { t } from "../i18n/text.ts";

const HOP_MS = 620;
const STEP_MS = 380;
const AT_ONCE = 16;
/** More than the eye can follow; each costs at every frame. */
const DOTS_MAX = 32;
/** What waits to be played; the oldest go, and the next one seen says how many. */
const WAITING_MAX = 240;
/** At normal speed the picture may lag so many instants; then it hurries. */
const LAG_MAX = 24;

export interface Moment {
  readonly at: number;
  readonly hops: readonly HopView[];
}

/** Instants with their frames, in order. */
export function momentsOf(hops: readonly HopView[]): Moment[] {
  const byTime = new Map<number, HopView[]>();
  for (const hop of hops) {
    const list = byTime.get(hop.at);
    if (list === undefined) byTime.set(hop.at, [hop]);
    else list.push(hop);
  }
  return [...byTime].map(([at, list]) => ({ at, hops: list })).sort((a, b) => a.at - b.at);
}

export class HopPlayer {
  readonly speed = signal(1);
  readonly paused = signal(false);
  /** Instants that wait to be played. */
  readonly waiting = signal(0);
  /** What was played last: its time (µs), in words. */
  readonly caption = signal<{ readonly at: number; readonly text: string } | null>(null);
  private queue: Moment[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private layer: SVGGElement | null = null;
  private map: () => MapLayout | null = () => null;
  private readonly running = new Set<Animation>();

  /** Where it is drawn. */
  attach(layer: SVGGElement, map: () => MapLayout | null): void {
    this.layer = layer;
    this.map = map;
  }

  add(hops: readonly HopView[]): void {
    if (document.hidden) return;
    this.queue.push(...momentsOf(hops));
    if (this.queue.length > WAITING_MAX) this.queue = this.queue.slice(-WAITING_MAX);
    this.waiting.value = this.queue.length;
    if (!this.paused.value) this.timer ??= setTimeout(this.next, 0);
  }

  /** Another world: nothing of the old one is played. */
  clear(): void {
    this.queue = [];
    this.waiting.value = 0;
    this.caption.value = null;
    for (const animation of this.running) animation.cancel();
  }

  pause(paused: boolean): void {
    this.paused.value = paused;
    for (const animation of this.running)
      if (paused) animation.pause();
      else animation.play();
    if (paused && this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    } else if (!paused && this.queue.length > 0) this.timer ??= setTimeout(this.next, 0);
  }

  /** The next instant, then stand still. */
  step(): void {
    this.pause(true);
    for (const animation of this.running) animation.finish();
    this.playNext();
  }

  setSpeed(factor: number): void {
    this.speed.value = factor;
    for (const animation of this.running) animation.updatePlaybackRate(factor);
  }

  private readonly next = (): void => {
    this.timer = null;
    this.playNext();
    if (this.queue.length === 0 || this.paused.value) return;
    const hurry = this.speed.value >= 1 && this.queue.length > LAG_MAX ? 4 : 1;
    this.timer = setTimeout(this.next, STEP_MS / this.speed.value / hurry);
  };

  private playNext(): void {
    const moment = this.queue.shift();
    this.waiting.value = this.queue.length;
    if (moment === undefined) return;
    const [first] = moment.hops;
    if (first !== undefined) {
      const more =
        moment.hops.length > 1 ? t("andLengthMore", { length: moment.hops.length - 1 }) : "";
      this.caption.value = { at: moment.at, text: `${first.summary}${more}` };
    }
    for (const hop of moment.hops.slice(0, AT_ONCE)) this.play(hop);
  }

  private play(hop: HopView): void {
    const { layer } = this;
    const map = this.map();
    if (layer === null || map === null || layer.childElementCount >= DOTS_MAX) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const path = pathOf(map, hop.from, hop.to);
    if (path === null) return;
    const packet = svg("g", { class: `map-packet p-${protocolClass(hop.protocol)}` });
    const dot = svg("circle", { r: "7" });
    const label = svg("text", { y: "-11", "text-anchor": "middle" });
    label.textContent = hop.protocol;
    packet.append(dot, label);
    packet.style.offsetPath = `path("${path}")`;
    packet.style.offsetRotate = "0deg";
    layer.append(packet);
    const animation = packet.animate(
      [
        { offsetDistance: "0%", opacity: 0 },
        { opacity: 1, offset: 0.12 },
        { opacity: 1, offset: 0.88 },
        { offsetDistance: "100%", opacity: 0 },
      ],
      { duration: HOP_MS, easing: "ease-in-out", fill: "both" },
    );
    animation.playbackRate = this.speed.value;
    this.running.add(animation);
    const end = (): void => {
      this.running.delete(animation);
      packet.remove();
    };
    animation.finished.then(end, end);
  }
}

/** Along the cable that joins two devices, else straight. */
export function pathOf(map: MapLayout, from: string, to: string): string | null {
  const a = map.chips.get(from);
  const b = map.chips.get(to);
  if (a === undefined || b === undefined) return null;
  const cable = map.cables.find((one) => !one.tunnel && one.a === from && one.b === to);
  return cable?.path ?? cablePath(a, b);
}

function svg(name: "g" | "circle" | "text", attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
