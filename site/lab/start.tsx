/** The lab's own chunk: everything that a page which is only read does not load. */
import { signal } from "@preact/signals";
import { render } from "preact";
import type { FirstFrame } from "../../sandbox/worker/protocol.ts";
import {
  LabView,
  machineOf,
  type Pane,
  type PanelState,
  showJourney,
} from "../components/LabView.tsx";
import type { MapSize } from "./layout.ts";
import "../styles/lab.css";
import { speakWith } from "../i18n/live.ts";
import { isWritingElsewhere, nextDrawing, screenText } from "./screens.ts";
import type { SolutionStep } from "./exercises.ts";
import { type Checked, LabSession } from "./session.ts";
import { said } from "../i18n/said.ts";
import { t } from "../i18n/text.ts";

export interface LabController {
  focus(): void;
  /** Ends the lab and takes its panel away; the session is kept. */
  close(): void;
  type(place: string, text: string): void;
  /** Lines typed one after the other, each when the one before has had its time; seconds are virtual. */
  play(steps: readonly SolutionStep[]): Promise<void>;
  show(what: string, which: string): void;
  /** The packet of a failed check, as a journey. */
  showEvidence(evidence: NonNullable<Checked["grade"]["evidence"]>): Promise<void>;
  check(exercise: string, answers: Record<string, string>, own: boolean): Promise<Checked>;
  setUp(exercise: string): Promise<void>;
  /** The lab's clock now, in seconds. */
  clock(): string;
  /** The world that is shown, as it was at its beginning. */
  anew(): Promise<void>;
  /** The exercise whose own world is shown, or null: the lesson's. */
  world(): string | null;
  /** Called when a command line was entered and time was given to it. */
  onCommand(listener: () => void): void;
}

/** For tests: what a terminal shows, and the world's digest. */
export interface LabHook {
  text(terminal: number): string;
  digest(): Promise<number>;
  log(): Promise<unknown>;
  /** Let so much virtual time (µs) pass as fast as it can. */
  skip(us: number): void;
  /** When the lab was ready, and the session as it was at an instant, once it is shown. */
  begin(): number;
  look(at: number): Promise<void>;
  /** Resolves with the time at which a terminal has next drawn something. */
  drawn(terminal: number): Promise<number>;
}

export async function startLab(
  root: HTMLElement,
  { lesson, lab, topology }: { lesson: string; lab: string; topology?: string },
): Promise<LabController> {
  const { frame, map } = frameOnPage();
  const session = new LabSession(lesson, lab, frame, map, topology);
  const panel: PanelState = {
    active: signal(0),
    second: signal(null),
    pane: signal<Pane>("terminals"),
    map: signal(true),
    table: signal(false),
    grab: signal(0),
    journey: signal(null),
    mapState: {
      layers: signal({ underlay: true, overlay: true, routing: true }),
      zoom: signal(null),
      large: signal(false),
      chosen: signal(null),
      way: signal(null),
    },
    timeLine: signal(false),
    machine: signal(null),
  };
  const showTerminal = (id: number): void => {
    panel.pane.value = "terminals";
    if (panel.second.value !== id) panel.active.value = id;
  };
  speakWith(root);
  root.replaceChildren();
  render(<LabView session={session} panel={panel} />, root);
  const opening = session.openWorld(null);
  await Promise.race([opening, session.pictured]);
  opening.catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    session.tell({ text: t("theSandboxDidNotStartWhy", { why: said(why) }) });
  });
  if (session.terminals.value.length > 1 && root.clientHeight > 640 && root.clientWidth > 480)
    panel.second.value = session.terminals.value[1]?.id ?? null;

  window.addEventListener("keydown", (event) => {
    if (event.key !== "F6") return;
    event.preventDefault();
    const inside = root.contains(document.activeElement);
    if (inside) document.querySelector<HTMLElement>("main a, main button")?.focus();
    else panel.grab.value++;
  });
  session.onLine = (terminal, line) => {
    const place = session.terminals.value.find((tab) => tab.id === terminal)?.place ?? "";
    void session
      .ask((api) => api.journeyOf(place, line))
      .then((found) => {
        if (found === null) session.tell({ text: t("noPacketThatIsStillKnown") });
        else showJourney(panel, { title: line.trim(), steps: found.steps });
      });
  };
  const hook: LabHook = {
    text: (id) => screenText(id),
    digest: () => session.digest(),
    log: () => session.fullLog(),
    skip: (us) => {
      session.skip(us);
    },
    begin: () => session.booted.value?.readyAt ?? 0,
    look: async (at) => (await machineOf(session, panel)).lookNow(at),
    drawn: (id) => nextDrawing(id),
  };
  (globalThis as { underlay?: LabHook }).underlay = hook;

  return {
    focus: () => {
      panel.grab.value++;
    },
    close: () => {
      render(null, root);
      session.close();
    },
    type: (place, text) => {
      void session.type(place, text).then((id) => {
        if (id !== null) showTerminal(id);
      });
    },
    play: async (steps) => {
      const { playSteps } = await import("./solution-player.ts");
      await playSteps(session, steps, showTerminal);
    },
    show: (what, which) => {
      if (what === "map") {
        panel.map.value = true;
        root
          .querySelector<HTMLElement>(".map")
          ?.animate(
            [{ outline: "3px solid var(--u-focus)" }, { outline: "3px solid transparent" }],
            900,
          );
      } else if (what === "packets") {
        panel.pane.value = "packets";
        void session.deviceOf(which).then((device) => {
          if (device !== null) session.watch(device);
          else session.tell({ text: t("thereIsNoDeviceWhichNow", { which }) });
        });
      } else {
        const tab = session.terminals.value.find(
          (one) => one.place === which || one.title === which,
        );
        if (tab !== undefined) showTerminal(tab.id);
        panel.grab.value++;
      }
    },
    showEvidence: async (evidence) => {
      const { evidenceSteps } = await import("./evidence.ts");
      const steps = await evidenceSteps(session, evidence);
      showJourney(panel, { title: t("thePacketThatTheCheckSent"), steps });
    },
    check: (exercise, answers, own) => session.check(exercise, answers, own),
    clock: () => {
      const begin = session.booted.value?.readyAt ?? 0;
      return (Math.max(0, session.now.value - begin) / 1e6).toFixed(6);
    },
    anew: () => session.reset(),
    world: () => session.exercise.value,
    setUp: async (exercise) => {
      await session.openWorld(exercise);
      panel.pane.value = "terminals";
      panel.second.value = null;
      panel.active.value = 0;
      if (!isWritingElsewhere()) panel.grab.value++;
    },
    onCommand: (listener) => {
      session.onCommandSettled = listener;
    },
  };
}

/** What LabPanel.astro knew of the lab; without it the panel waits for the worker. */
function frameOnPage(): { readonly frame: FirstFrame | null; readonly map: MapSize | null } {
  const text = document.querySelector("script[data-first-frame]")?.textContent ?? "";
  try {
    return JSON.parse(text) as { frame: FirstFrame; map: MapSize };
  } catch {
    return { frame: null, map: null };
  }
}
