/**
 * The worker's entry, and all of it that a key waits for: it answers Comlink, and shows what is typed at a
 * fresh lab's prompts (echo.ts) while world.ts, which is the world, is on its way. Nothing here may reach a
 * network: the ways out are removed before anything else runs.
 */
import "./seal.ts";
import * as Comlink from "comlink";
import { Echo } from "./echo.ts";
import type { Boot, SandboxApi } from "./protocol.ts";

const world = import("./world.ts");
// Whoever calls hears of a failure.
world.catch(() => undefined);

async function boot(request: Boot, port: MessagePort): ReturnType<SandboxApi["boot"]> {
  const echo = new Echo(port, request.screens ?? []);
  return (await world).boot(request, port, () => echo.end());
}

type Call = (...args: unknown[]) => unknown;

/** Each call, in order, once there is code to take it. */
const api = new Proxy<Record<string, Call>>(
  {},
  {
    get: (_, name) =>
      name === "boot"
        ? boot
        : async (...args: unknown[]) => {
            const { api } = await world;
            return (api as unknown as Record<PropertyKey, Call>)[name]?.(...args);
          },
  },
);

Comlink.expose(api);
