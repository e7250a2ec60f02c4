/**
 * The page's end of the sandbox: starts workers, watches over them, checks what they say. A worker that
 * keeps silent for five seconds is ended; the page decides what to start again.
 */
import * as Comlink from "comlink";
import * as v from "valibot";
import {
  type Boot,
  type Booted,
  type CheckRequest,
  type Grade,
  KEYS_MAX,
  type SandboxApi,
  SILENCE_ASK_MS,
  SILENCE_END_MS,
  type ToPage,
  ToPageSchema,
  type TopologyReading,
  TopologyReadingSchema,
  type ToWorker,
} from "./protocol.ts";

/** A slow phone reads the largest topology in a tenth of it. */
const READ_MAX_MS = 20_000;
const LOOK_EVERY_MS = 250;

export interface SandboxEvents {
  message(message: ToPage): void;
  /** No sign of life for two seconds (true), and alive again (false). */
  silent(silent: boolean): void;
  /** Ended by the watchdog, or died by itself. */
  lost(reason: string): void;
}

function startWorker(name: string): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
}

export class Sandbox {
  readonly api: Comlink.Remote<SandboxApi>;
  private readonly worker: Worker;
  private readonly events: SandboxEvents;
  /** Keys messages sent: what the worker says of its prompts is news only if it had seen them all. */
  keysSent = 0;
  private port: MessagePort | null = null;
  /** Real ms without a sign of life, as far as this page could have seen one. */
  private silence = 0;
  private lastLook = 0;
  private asked = false;
  private watchdog: ReturnType<typeof setInterval> | null = null;
  private ended = false;

  constructor(events: SandboxEvents) {
    this.events = events;
    this.worker = startWorker("sandbox");
    this.worker.onerror = (event) => {
      this.end(event.message || "the worker did not load");
    };
    this.api = Comlink.wrap<SandboxApi>(this.worker);
  }

  async boot(request: Boot): Promise<Booted> {
    const { port1, port2 } = new MessageChannel();
    this.port?.close();
    this.port = port1;
    port1.onmessage = (event: MessageEvent): void => {
      this.silence = 0;
      if (this.asked) {
        this.asked = false;
        this.events.silent(false);
      }
      const message = v.safeParse(ToPageSchema, event.data);
      if (message.success && !this.ended) this.events.message(message.output);
    };
    const died = new Promise<never>((_, reject) => {
      this.worker.addEventListener("error", (event) => {
        reject(new Error(event.message || "the worker did not load"));
      });
    });
    const booted = await Promise.race([
      this.api.boot(request, Comlink.transfer(port2, [port2])),
      died,
    ]);
    this.silence = 0;
    this.lastLook = performance.now();
    this.watchdog ??= setInterval(this.look, LOOK_EVERY_MS);
    return booted;
  }

  send(message: ToWorker): void {
    if (message.t === "keys") this.keysSent++;
    this.port?.postMessage(message);
  }

  /** A paste of any length goes in pieces, in order; not between the halves of a character. */
  keys(terminal: number, text: string): void {
    for (let at = 0; at < text.length;) {
      let end = Math.min(at + KEYS_MAX, text.length);
      const last = text.charCodeAt(end - 1);
      if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--;
      this.send({ t: "keys", terminal, text: text.slice(at, end) });
      at = end;
    }
  }

  close(): void {
    this.ended = true;
    if (this.watchdog !== null) clearInterval(this.watchdog);
    this.port?.close();
    this.worker.terminate();
  }

  /**
   * What was said while this page itself stood still (a long task, a laptop asleep) waits behind this call: such time is not the
   * worker's silence. Nor is that of a page in the background, whose timers are slow.
   */
  private readonly look = (): void => {
    const now = performance.now();
    const passed = Math.min(now - this.lastLook, 2 * LOOK_EVERY_MS);
    this.lastLook = now;
    if (document.hidden) return;
    this.silence += passed;
    if (this.silence > SILENCE_END_MS) this.end("it did not answer for five seconds");
    else if (this.silence > SILENCE_ASK_MS && !this.asked) {
      this.asked = true;
      this.events.silent(true);
      this.send({ t: "ask" });
    }
  };

  private end(reason: string): void {
    if (this.ended) return;
    this.close();
    this.events.lost(reason);
  }
}

/** Read in a worker of its own, which ends with it: a topology from elsewhere cannot hold up the page. */
export async function readTopology(text: string): Promise<TopologyReading> {
  const worker = new Worker(new URL("./worker-topology.ts", import.meta.url), {
    type: "module",
    name: "topology",
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const said = await new Promise<unknown>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error("Reading it took too long."));
      }, READ_MAX_MS);
      worker.onmessage = (event: MessageEvent): void => {
        resolve(event.data);
      };
      worker.onerror = (event): void => {
        reject(new Error(event.message || "the worker did not load"));
      };
      worker.postMessage(text);
    });
    return v.parse(TopologyReadingSchema, said);
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

/** Checks run in a worker of their own: whatever they do, the learner's world does not notice. */
export class Checker {
  private worker: Worker | null = null;
  private api: Comlink.Remote<SandboxApi> | null = null;
  private idle: ReturnType<typeof setTimeout> | null = null;

  async check(request: CheckRequest): Promise<Grade> {
    if (this.idle !== null) clearTimeout(this.idle);
    if (this.worker === null || this.api === null) {
      this.worker = startWorker("checks");
      this.api = Comlink.wrap<SandboxApi>(this.worker);
    }
    const late = new Promise<never>((_, reject) => {
      this.idle = setTimeout(() => {
        this.stop();
        reject(new Error("The check took longer than thirty seconds and was stopped."));
      }, 30_000);
    });
    try {
      return await Promise.race([this.api.check(request), late]);
    } finally {
      // A phone's memory is not ours to keep: a minute without checks and the worker goes.
      if (this.idle !== null) clearTimeout(this.idle);
      this.idle = setTimeout(() => {
        this.stop();
      }, 60_000);
    }
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = null;
    this.api = null;
  }
}
