/** What must not be lost: a stuck world, a damaged save, two tabs, and the same bytes in Node and in the browser. */
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { replay } from "../../sandbox/lab/replay.ts";
import type { SessionLog } from "../../sandbox/lab/types.ts";
import type { Page } from "@playwright/test";
import { expect, test } from "./page.ts";

const ONE = "01-one-packet-one-wire";
type WithHook = typeof globalThis & {
  underlay: { log(): Promise<SessionLog>; digest(): Promise<number> };
};

/** The session's log, replayed here, ends in the world that the page has. */
async function sameInNode(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Stop time" }).click();
  await page.waitForTimeout(300);
  const [log, digest] = await page.evaluate(async () => {
    const { underlay } = globalThis as WithHook;
    return [await underlay.log(), await underlay.digest()] as const;
  });
  const source = await loadLab("wire");
  if (source === null) throw new Error("no lab");
  const replayed = replay(log, source);
  if (!("session" in replayed)) throw new Error("the lab does not build");
  expect(replayed.stopped).toBe(null);
  expect(replayed.session.world.digest()).toBe(digest);
}

test("a stuck world is ended and comes back without its last input, which is named", async ({
  lab,
}) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c1 10.0.0.2; echo kept > /tmp/note");
  await lab.page.getByRole("button", { name: /^hostB eth0/u }).click();
  const frames = lab.page.getByRole("grid", { name: "Frames" }).locator(".row:not(.head)");
  await expect(frames.filter({ hasText: "echo" })).toHaveCount(2);
  await lab.page.getByRole("tab", { name: "hostA", exact: true }).click();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type("echo fatal\n");
  await lab.page.waitForTimeout(300);
  const world = lab.page.workers()[0];
  expect(world).toBeDefined();
  // As a program of ours that never waits would do it.
  world
    ?.evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
  await expect(lab.page.getByText(/The sandbox stopped/u)).toBeVisible({ timeout: 20_000 });
  await expect(lab.page.getByText(/“echo fatal” in hostA/u)).toBeVisible();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.press("Control+u");
  expect(await lab.run("cat /tmp/note")).toContain("\nkept\n");
  // The list that was open is the new world's.
  await lab.page.getByRole("tab", { name: "Packets" }).click();
  await expect(frames.filter({ hasText: "echo" })).toHaveCount(2);
});

test("a page that stands still itself, as on a laptop that sleeps, blames no world for it", async ({
  lab,
}) => {
  await lab.open(ONE);
  await lab.start();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type("echo kept\n");
  await lab.page.evaluate(() => {
    const end = performance.now() + 7_000;
    while (performance.now() < end);
  });
  await expect.poll(() => lab.text()).toContain("\nkept\n");
  await lab.page.waitForTimeout(1_000);
  await expect(lab.page.getByText(/The sandbox stopped/u)).toBeHidden();
});

test("the same log gives the same digest in Node and in Chromium", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c3 10.0.0.2; ip neigh; ls /proc/sys/net/ipv4 | head -5");
  await sameInNode(lab.page);
});

test("a damaged save falls back on the one before it", async ({ lab }) => {
  const { page } = lab;
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo first > /tmp/a");
  await page.waitForTimeout(900);
  await lab.run("echo second > /tmp/b");
  await page.waitForTimeout(900);
  await page.goto("/");
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("underlay");
      request.onsuccess = () => {
        resolve(request.result);
      };
    });
    const store = database.transaction("saves", "readwrite").objectStore("saves");
    const all = await new Promise<{ serial: number; log: unknown }[]>((resolve) => {
      const request = store.getAll();
      request.onsuccess = () => {
        resolve(request.result as { serial: number; log: unknown }[]);
      };
    });
    const newest = all.sort((a, b) => b.serial - a.serial)[0];
    if (newest !== undefined) {
      newest.log = { format: 1, inputs: "nonsense", __proto__: null };
      store.put(newest);
    }
    await new Promise((resolve) => {
      store.transaction.oncomplete = resolve;
    });
    database.close();
  });
  await lab.open(ONE);
  await lab.start();
  await expect(page.getByText("The last saved session was damaged")).toBeVisible();
  expect(await lab.run("cat /tmp/a")).toContain("\nfirst\n");
});

test("after a new version of the lab the log is offered, typed again, and not dropped", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo first > /tmp/a");
  await page.waitForTimeout(900);
  await page.goto("/");
  await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
      });
    const database = await done(indexedDB.open("underlay"));
    const store = database.transaction("saves", "readwrite").objectStore("saves");
    for (const save of (await done(store.getAll())) as { log: { simVersion: number } }[]) {
      save.log.simVersion = 1;
      await done(store.put(save));
    }
    database.close();
  });
  await lab.open(ONE);
  await page.getByRole("button", { name: "Start the lab" }).click();
  await expect(page.getByText(/was updated since.*What you had typed: echo first/u)).toBeVisible();
  await lab.prompt();
  expect(await lab.run("ls /tmp/a")).toContain("No such file");
  await lab.newWorld(() => page.getByRole("button", { name: "Type it again here" }).click());
  await expect.poll(() => lab.text()).toContain("echo first > /tmp/a");
  expect(await lab.run("cat /tmp/a")).toContain("\nfirst\n");
  // Who does not take the offer finds it among the other courses.
  await page.getByRole("button", { name: "Time line", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Other courses \(\d\)$/u })).toBeVisible();
});

test("a browser that has no room says so, and the lab goes on", async ({ lab }) => {
  const { page } = lab;
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo kept");
  await page.evaluate(() => {
    const full = (): never => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    IDBObjectStore.prototype.put = full;
    Storage.prototype.setItem = full;
  });
  await lab.run("echo lost");
  await expect(page.getByText(/has no room for more/u)).toBeVisible();
  expect(await lab.run("echo on")).toContain("\non");
  await expect(page.getByText(/has no room for more/u)).toHaveCount(1);
});

test("in a private window all works, and is said to last as long as the page", async ({ lab }) => {
  const { page } = lab;
  await page.addInitScript(() => {
    const no = (): never => {
      throw new DOMException("not here", "SecurityError");
    };
    IDBFactory.prototype.open = no;
    Storage.prototype.setItem = no;
  });
  await lab.open(ONE);
  await lab.start();
  await expect(page.locator(".notices")).toContainText(
    "This browser keeps nothing (a private window?)",
  );
  const exercise = lab.exercise("write-the-header");
  for (const [name, value] of [
    ["dst", "02:00:00:00:00:0a"],
    ["src", "02:00:00:00:00:0b"],
    ["type", "0x0800"],
  ] as const)
    await exercise.locator(`input[name="${name}"]`).fill(value);
  await exercise.getByRole("button", { name: "This is my prediction" }).click();
  await expect(exercise.locator("[data-predict-state]")).toContainText("Now test it");
  await lab.prompt();
  await lab.run("ping -c1 10.0.0.2");
  await exercise.getByRole("button", { name: "Check", exact: true }).click();
  await expect(exercise.locator("[data-result]")).toContainText("Solved.");
  await expect(exercise.locator("[data-result]")).toContainText("your progress lasts as long as");
});

test("a second tab of the same lab works, says that it keeps nothing, and harms nothing", async ({
  lab,
  context,
}) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo mine > /tmp/a");
  await lab.page.waitForTimeout(900);
  const other = await context.newPage();
  await other.goto(`/lessons/${ONE}/`);
  await other.getByRole("button", { name: "Start the lab" }).click();
  await expect(other.getByText(/open in another tab/u)).toBeVisible();
  await other.close();
  expect(await lab.run("cat /tmp/a")).toContain("\nmine\n");
});

/** Holds what matches back until the returned function is called. */
async function hold(page: Page, url: RegExp): Promise<() => void> {
  let arrive = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.context().route(url, async (route) => {
    await held;
    await route.continue();
  });
  return () => {
    arrive();
  };
}

test("keys are shown before the world is here, with what edits them; a command waits for it", async ({
  lab,
}) => {
  const arrive = await hold(lab.page, /\/world-[^/]*\.js/u);
  await lab.open(ONE);
  await lab.start();
  await lab.page.keyboard.type("ping -c11 10.0.0.2");
  for (let i = 0; i < 9; i++) await lab.page.keyboard.press("ArrowLeft");
  await lab.page.keyboard.press("Backspace");
  await expect.poll(() => lab.text()).toMatch(/# ping -c1 10\.0\.0\.2$/u);
  await lab.page.keyboard.type("\n");
  await lab.page.waitForTimeout(500);
  expect(await lab.text()).not.toContain("PING");
  arrive();
  await expect.poll(() => lab.text()).toContain("1 packets transmitted, 1 received");
  expect((await lab.text()).split("ping -c1 10.0.0.2")).toHaveLength(2);
});

test("a command whose code is late waits for it alone; no world is another for it", async ({
  lab,
}) => {
  const arrive = await hold(lab.page, /tools-code-/u);
  await lab.open(ONE);
  await lab.start();
  expect(await lab.run("echo before; ip -br link show lo")).toContain("UNKNOWN");
  await lab.page.keyboard.type("seq 3 | awk '{ n += $1 } END { print n * 7 }'\n");
  await lab.page.keyboard.type("echo behind it\n");
  await lab.page.waitForTimeout(1_000);
  expect(await lab.text()).not.toContain("42");
  arrive();
  // Keys that came while the command ran are echoed before its output, as on a real terminal, and are not lost.
  await expect.poll(() => lab.text()).toMatch(/42\n[^\n]*# echo behind it\nbehind it\n/u);
  expect((await lab.text()).split("\nbefore\n")).toHaveLength(2);
  expect(await lab.text()).not.toContain("not loaded");
  await sameInNode(lab.page);
});

test("prompt and map are there before the worker is; what is typed meanwhile is not lost", async ({
  lab,
}) => {
  const arrive = await hold(lab.page, /\/worker-[^/]*\.js/u);
  await lab.open(ONE);
  await lab.start();
  const prompt = await lab.text();
  await expect(
    lab.page.getByRole("button", { name: /hostB eth0, up, 10\.0\.0\.2/u }),
  ).toBeVisible();
  await lab.page.keyboard.type("hostname\n");
  arrive();
  await expect.poll(() => lab.text()).toBe(`${prompt} hostname\nhostA\n${prompt}`);
});

test("a picture that is not what the world says is drawn over", async ({ lab }) => {
  await lab.page.context().route(`**/lessons/${ONE}/`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace(/"texts":\["[^"]*"/u, '"texts":["root@elsewhere:~# "'),
    });
  });
  await lab.open(ONE);
  await lab.start();
  await expect.poll(() => lab.text()).toBe("root@hostA:~#");
});

test("a lab whose set-up needs late code starts all the same", async ({ lab }) => {
  await lab.open("10-the-central-problem");
  await lab.start();
  expect(await lab.run("ip netns list")).toContain("pod-a");
});
