/** A fresh world up to the prompts of its login shells, and what the page is told of it. */
import type { Session } from "../lab/session.ts";
import type { Booted } from "./protocol.ts";

/** A fresh world may go this far (virtual µs) without all programs: to the prompts of its login shells. */
const FIRST_PROMPT_US = 1_000_000;

export function toFirstPrompt(session: Session): void {
  const { world, terminals } = session;
  world.runWhile(
    () => terminals.every((terminal) => session.atPrompt(terminal.id)),
    world.now + FIRST_PROMPT_US,
  );
}

export function placesOf(session: Session): string[] {
  const { world } = session;
  const names = new Set([...world.hosts.keys(), ...Object.keys(world.source.meta.places ?? {})]);
  for (const host of world.hosts.values()) {
    for (const netns of host.namespaces.values())
      if (netns.name !== "" && !netns.dead) names.add(`${host.name}/${netns.name}`);
  }
  return [...names].filter((name) => world.findPlace(name) !== null);
}

export function bootedOf(session: Session, notice: string | null): Booted {
  const { meta } = session.world.source;
  return {
    title: meta.title,
    terminals: session.terminals.map(({ id, title, place }) => ({ id, title, place })),
    places: placesOf(session),
    meta: {
      ...(meta.positions === undefined ? {} : { positions: meta.positions }),
      ...(meta.captions === undefined ? {} : { captions: meta.captions }),
    },
    readyAt: session.world.readyAt,
    notice,
  };
}
