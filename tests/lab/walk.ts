/** A lab walked through by typing, for tests that look at what was printed and at every frame. */
import { expect } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import type { Fields } from "../../sandbox/lab/fields.ts";
import { type Frame, History } from "../../sandbox/lab/history.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { Typist } from "../../sandbox/lab/steps.ts";
import type { World } from "../../sandbox/lab/world.ts";

/** A lab, commands typed into its terminals one after the other, and all frames that went by. */
export class Walk {
  readonly world: World;
  readonly history: History;
  private readonly typist: Typist;
  private readonly screens: readonly string[];

  private constructor(session: Session, screens: readonly string[]) {
    this.world = session.world;
    this.screens = screens;
    this.history = new History(session.world);
    this.typist = new Typist(session);
  }

  static async in(lab: string): Promise<Walk> {
    const source = await loadLab(lab);
    if (source === null) throw new Error(`no lab ${lab}`);
    const screens: string[] = [];
    const session = Session.start(source, 1, {
      output: (terminal, text) => (screens[terminal] = (screens[terminal] ?? "") + text),
    });
    if (!(session instanceof Session)) throw new Error(session[0]?.message);
    expect(session.world.setupErrors).toEqual([]);
    session.advance(session.now + 100_000);
    return new Walk(session, screens);
  }

  /** Type a line and let it end; what its terminal has shown since. */
  type(place: string, line: string): string {
    const terminal = this.typist.ready(place);
    const from = (this.screens[terminal] ?? "").length;
    this.typist.type(place, line);
    this.typist.settle();
    return (this.screens[terminal] ?? "").slice(from).replace(/\r|\x1b\[[?0-9;]*[a-zA-Z]/g, "");
  }

  fields(frame: Frame): Fields {
    return this.history.fields(frame);
  }

  /** Frames at "place:device" that have these fields. */
  at(where: string, wants: Readonly<Record<string, string>> = {}): Fields[] {
    return this.history
      .at(where)
      .map((frame) => this.fields(frame))
      .filter((f) =>
        Object.entries(wants).every(([name, value]) => f.get(name as "ip.src") === value),
      );
  }

  /** Where the first frame with these fields was seen, in order, as "host/ns:device". */
  pathOf(wants: Readonly<Record<string, string>>): string[] {
    const first = this.history.frames.find((frame) =>
      Object.entries(wants).every(
        ([name, value]) => this.fields(frame).get(name as "ip.src") === value,
      ),
    );
    const path: string[] = [];
    for (const hop of this.history.journey(first?.journey ?? -1).hops) {
      const at = `${hop.ns === "" ? hop.host : hop.ns}:${hop.dev}`;
      if (path.at(-1) !== at) path.push(at);
    }
    return path;
  }
}
