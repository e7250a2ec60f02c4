/**
 * One worker that shows a log at any of its moments: each is a replay of the log up to there, and stands still.
 * While one runs, only the last that was asked for is remembered.
 */
import { Sandbox } from "../../sandbox/worker/client.ts";
import type { Booted, SessionLog, WorldId } from "../../sandbox/worker/protocol.ts";
import { t } from "../i18n/text.ts";

/** A stranger's log may take so long; then its worker is ended. */
const PATIENCE_MS = 30_000;

export interface Moment {
  readonly world: WorldId;
  /** Cut: the state at its end is what is shown. */
  readonly log: SessionLog;
}
export interface Scene {
  readonly booted: Booted;
  /** What each terminal has printed, by its number. */
  readonly screens: ReadonlyMap<number, string>;
}

export class Replayer {
  private sandbox: Sandbox | null = null;
  private wanted: Moment | null = null;
  private busy = false;
  /** What the worker's messages are for. */
  private scene: {
    readonly screens: Map<number, string>;
    readonly resolve: () => void;
    readonly reject: (why: Error) => void;
  } | null = null;
  private readonly show: (scene: Scene, moment: Moment) => void;
  private readonly fail: (why: string) => void;

  constructor(show: (scene: Scene, moment: Moment) => void, fail: (why: string) => void) {
    this.show = show;
    this.fail = fail;
  }

  seek(moment: Moment): void {
    this.wanted = moment;
    if (!this.busy) void this.run();
  }

  close(): void {
    this.wanted = null;
    this.sandbox?.close();
    this.sandbox = null;
  }

  private async run(): Promise<void> {
    this.busy = true;
    for (let moment = this.wanted; moment !== null; moment = this.wanted) {
      this.wanted = null;
      try {
        const scene = await this.replay(moment);
        this.show(scene, moment);
      } catch (error) {
        this.sandbox?.close();
        this.sandbox = null;
        this.fail(error instanceof Error ? error.message : String(error));
      }
    }
    this.busy = false;
  }

  private async replay({ world, log }: Moment): Promise<Scene> {
    const screens = new Map<number, string>();
    let late: ReturnType<typeof setTimeout> | undefined;
    const standing = new Promise<void>((resolve, reject) => {
      late = setTimeout(() => {
        reject(new Error(t("thisTakesLongerThanThirtySeconds")));
      }, PATIENCE_MS);
      this.scene = { screens, resolve, reject };
    });
    // Looked at below; until then a failure is nobody's.
    standing.catch(() => undefined);
    try {
      this.sandbox ??= this.newSandbox();
      const booting = this.sandbox.boot({ world, seed: log.seed, log, speed: 1, paused: true });
      const booted = await Promise.race([
        booting,
        standing.then(() => new Promise<never>(() => undefined)),
      ]);
      await standing;
      return { booted, screens };
    } finally {
      clearTimeout(late);
    }
  }

  private newSandbox(): Sandbox {
    return new Sandbox({
      message: (message) => {
        const { scene } = this;
        if (scene === null) return;
        if (message.t === "out") {
          const before = scene.screens.get(message.terminal) ?? "";
          scene.screens.set(message.terminal, before + message.text);
        }
        // The picture of the world comes after everything that was printed.
        else if (message.t === "view") scene.resolve();
        else if (message.t === "fault") scene.reject(new Error(message.message));
      },
      silent: () => undefined,
      lost: (reason) => {
        this.scene?.reject(new Error(reason));
      },
    });
  }
}
