/**
 * A package in an LMS: scorm-again is the LMS's run-time, this file its page and its store. A lesson is done by
 * typing, the LMS hears of it; the learner comes back to where they were; another learner finds nothing of it.
 */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { expect, type FrameLocator, type Page, test } from "@playwright/test";
import { unzipSync } from "fflate";
import { loadKnownLesson } from "../../sandbox/cli/load-lesson.ts";
import { parseSteps } from "../../sandbox/lab/steps.ts";
import { type PackageOptions, packageScorm } from "../../tools/scorm/package.ts";
import { violations } from "./axe.ts";
import { giveAnswer } from "./page.ts";

const ROOT = join(import.meta.dirname, "../..");
const LESSON = "12-ip-in-ip";
const QUIZZES = {
  "who-decapsulates": "The node whose address is the outer destination",
  four: "The number of a protocol, like 6 for TCP",
  "carry-arp": "No",
};
const VETH = "03-veth";
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

interface LmsWindow {
  record: Record<string, unknown>;
  log: [string, string, string][];
}

/** The LMS: a page that frames the SCO below some path of its own, and keeps what it was told. */
async function lmsFor(options: PackageOptions, launch: string): Promise<[string, Server]> {
  const files = unzipSync(await packageScorm(options));
  const runtime = readFileSync(join(ROOT, "node_modules/scorm-again/dist/scorm-again.min.js"));
  const old = options.version === "1.2";
  const page = `<!doctype html><html lang="en"><head><title>An LMS</title><link rel="icon" href="data:,">
<style>body{margin:0}iframe{border:0;width:100%;height:100vh;display:block}</style>
<script src="/runtime.js"></script></head><body><main aria-label="LMS"><h1>An LMS</h1><iframe title="Activity"></iframe></main><script>
const who = new URLSearchParams(location.search).get("learner");
const api = new ${old ? "Scorm12API" : "Scorm2004API"}({ autocommit: false, lmsCommitUrl: false, logLevel: 5 });
window.${old ? "API" : "API_1484_11"} = api;
window.log = [];
const kept = JSON.parse(localStorage.getItem("lms:" + who) ?? "null");
if (kept !== null) api.loadFromJSON(kept);
${old ? "api.cmi.core.student_id = who; api.cmi.core.lesson_mode = 'normal'; api.cmi.core.entry = kept ? 'resume' : 'ab-initio';" : "api.cmi.learner_id = who; api.cmi.mode = 'normal'; api.cmi.entry = kept ? 'resume' : 'ab-initio';"}
const keep = () => {
  const json = JSON.parse(JSON.stringify(api.cmi));
  window.record = json;
  localStorage.setItem("lms:" + who, JSON.stringify(json));
};
api.on("${old ? "LMSSetValue" : "SetValue"}.cmi.*", (name, value) => window.log.push(["set", name, value]));
api.on("${old ? "LMSCommit" : "Commit"}", () => { window.log.push(["commit", "", ""]); keep(); });
api.on("${old ? "LMSFinish" : "Terminate"}", () => { keep(); localStorage.setItem("lms:finished", String(Number(localStorage.getItem("lms:finished")) + 1)); });
document.querySelector("iframe").src = "/courses/7/a%20b/${launch}";
</script></body></html>`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
    const send = (type: string, body: string | Uint8Array): void => {
      response.writeHead(200, { "content-type": type }).end(body);
    };
    if (path === "/lms") return send("text/html; charset=utf-8", page);
    if (path === "/runtime.js") return send("text/javascript", runtime);
    if (path === "/favicon.ico") return void response.writeHead(204).end();
    // A folder has no index here, as in many an LMS.
    const file = files[path.replace("/courses/7/a b/", "")];
    if (file === undefined) response.writeHead(404).end();
    else send(TYPES[extname(path)] ?? "application/octet-stream", file);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server];
}

class Learner {
  readonly page: Page;
  readonly complaints: string[] = [];
  constructor(page: Page, origin: string) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error")
        this.complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol))
        this.complaints.push(`foreign request: ${request.url()}`);
    });
  }
  get sco(): FrameLocator {
    return this.page.frameLocator("iframe");
  }
  get course(): FrameLocator {
    return this.sco.frameLocator("iframe");
  }
  private frame() {
    const found = this.page.frames().find((one) => one.url().includes("/lessons/"));
    if (found === undefined) throw new Error("no lesson is framed");
    return found;
  }
  text(id: number): Promise<string> {
    return this.frame().evaluate(
      (terminal) =>
        (globalThis as { underlay?: { text(id: number): string } }).underlay?.text(terminal) ?? "",
      id,
    );
  }
  async run(place: string, command: string): Promise<void> {
    const tab = this.course.getByRole("tab", { name: place, exact: true });
    await tab.click();
    const id = Number(await tab.getAttribute("data-tab"));
    const at = (): Promise<string> => this.text(id);
    await expect.poll(at).toMatch(/# ?$/u);
    const before = (await at()).length;
    await this.course.locator(`[data-terminal="${id}"] textarea`).focus();
    await this.page.keyboard.type(`${command}\n`);
    await expect
      .poll(async () => (await at()).length > before + command.length && /# ?$/u.test(await at()))
      .toBe(true);
  }
  async quiz(id: string, answer: string): Promise<void> {
    await this.course.locator(`form[data-quiz=${id}]`).getByLabel(answer, { exact: true }).check();
  }
  /** The solution's commands, those of one machine on one line, and its answers, until the page says that it is solved. */
  async solve(lesson: string, id: string): Promise<void> {
    const text = readFileSync(join(ROOT, "content/lessons", lesson, "solution.sh"), "utf8");
    const steps = parseSteps(text).get(id) ?? [];
    const lines = new Map<string, string[]>();
    for (const step of steps) {
      if (step.kind !== "type") continue;
      lines.set(step.place, [
        ...(lines.get(step.place) ?? []),
        // A capture that waits must not keep the prompt.
        step.text.startsWith("tcpdump ")
          ? `(${step.text} > /tmp/seen 2>&1 &) && sleep 1`
          : step.text,
      ]);
    }
    const begin = this.course.getByRole("button", { name: "Start the lab" });
    if (await begin.isVisible()) await begin.click();
    await expect.poll(() => this.text(0), { timeout: 60_000 }).toMatch(/# ?$/u);
    const exercise = this.course.locator(`#exercise-${id}`);
    if ((await exercise.getAttribute("data-start")) === "own") {
      // What is typed goes to another world from here on: its terminals are not those that were there.
      const screens = this.course.locator("[data-epoch]");
      const world = (await screens.getAttribute("data-epoch")) ?? "";
      await exercise.getByRole("button", { name: "Set up this exercise" }).click();
      await expect(screens).not.toHaveAttribute("data-epoch", world);
    }
    for (const step of steps)
      if (step.kind === "answer") await giveAnswer(exercise, step.field, step.value);
    if (steps.some((step) => step.kind === "predict")) {
      await exercise.getByRole("button", { name: "This is my prediction" }).click();
      await expect(exercise.locator("[data-predict-state]")).toContainText("Now test it");
    }
    for (const [place, commands] of lines) await this.run(place, commands.join(" && "));
    await exercise.scrollIntoViewIfNeeded();
    // A check on a full machine may be given up after its thirty seconds: a learner asks again.
    await expect(async () => {
      if ((await exercise.getAttribute("data-solved")) === null)
        await exercise
          .getByRole("button", { name: "Check", exact: true })
          .click({ timeout: 5_000 });
      await expect(exercise).toHaveAttribute("data-solved", "", { timeout: 40_000 });
    }).toPass({ timeout: 150_000 });
  }
  record(): Promise<LmsWindow["record"]> {
    return this.page.evaluate(() => (window as unknown as LmsWindow).record);
  }
  log(): Promise<LmsWindow["log"]> {
    return this.page.evaluate(() => (window as unknown as LmsWindow).log);
  }
}

const shared = { lessons: [LESSON], one: false, pass: 70, site: join(ROOT, "dist") };

test("SCORM 1.2: a lesson is done by typing, the LMS has its status and score", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const known = await loadKnownLesson(VETH);
  const all = (known?.exercises.length ?? 0) + (known?.quizzes.size ?? 0);
  const [origin, server] = await lmsFor(
    { ...shared, lessons: [VETH], pass: Math.floor(300 / all), version: "1.2" },
    `scorm/${VETH}.html`,
  );
  try {
    const ada = new Learner(page, origin);
    await page.goto(`${origin}/lms?learner=ada`);
    const status = ada.sco.getByRole("status");
    await expect(status).toHaveText(`0 of ${all} done. Reported to your LMS.`);
    expect(await ada.record()).toMatchObject({ core: { lesson_status: "incomplete" } });
    await ada.quiz("adds-header", "No");
    await expect(status).toContainText(`1 of ${all} done`);
    await ada.solve(VETH, "plug-it");
    await expect(status).toHaveText(`2 of ${all} done. Reported to your LMS.`);
    expect(await ada.record()).toMatchObject({
      core: {
        lesson_status: "incomplete",
        score: { raw: String(Math.round(200 / all)), min: "0", max: "100" },
      },
    });
    await ada.quiz("both-ends", "The same frame twice");
    await expect(status).toHaveText(`3 of ${all} done, passed. Reported to your LMS.`);
    expect(await ada.record()).toMatchObject({
      core: { lesson_status: "passed", score: { raw: String(Math.round(300 / all)) } },
    });

    await test.step("from page to page it stays one session", async () => {
      await ada.course.getByRole("button", { name: "Lessons" }).click();
      await ada.course.locator("#course-menu").getByRole("link", { name: "Glossary" }).click();
      await expect(ada.course.getByRole("heading", { level: 1 })).toHaveText("Glossary");
      await ada.course.getByRole("button", { name: "Search" }).click();
      await ada.course.getByRole("searchbox").fill("netfilter");
      await expect(ada.course.locator("[data-search] li").first()).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(status).toContainText(`3 of ${all} done`);
      expect(await page.evaluate(() => localStorage.getItem("lms:finished"))).toBeNull();
    });

    await test.step("leaving ends it, with the time it took", async () => {
      await page.goto("about:blank");
      await page.goto(`${origin}/runtime.js`);
      const kept = await page.evaluate(() => localStorage.getItem("lms:ada") ?? "");
      expect(await page.evaluate(() => localStorage.getItem("lms:finished"))).toBe("1");
      const core = (JSON.parse(kept) as { core: Record<string, string> }).core;
      expect(core["exit"]).toBe("suspend");
      expect(core["session_time"]).toMatch(/^\d{2,4}:\d{2}:\d{2}(?:\.\d{1,2})?$/u);
      expect((JSON.parse(kept) as { suspend_data: string }).suspend_data).toMatch(
        /^u1:(?:[\w-]{5}){3}$/u,
      );
    });

    await test.step("another learner in this browser begins with nothing", async () => {
      await page.goto(`${origin}/lms?learner=bob`);
      await expect(status).toHaveText(`0 of ${all} done. Reported to your LMS.`);
      await expect(ada.course.locator("#exercise-plug-it")).not.toHaveAttribute("data-solved");
    });
    expect(ada.complaints).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("SCORM 2004: what was done is known on another computer, and the lesson is completed", async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  const [origin, server] = await lmsFor({ ...shared, version: "2004-4" }, `scorm/${LESSON}.html`);
  try {
    const ada = new Learner(page, origin);
    await page.goto(`${origin}/lms?learner=ada`);
    await ada.solve(LESSON, "ipip-by-hand");
    await expect(ada.sco.getByRole("status")).toContainText("1 of 6 done");
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem("lms:ada")))
      .toContain("0.1667");
    // The bookmark is where the page stands when the learner goes.
    await ada.course.locator("#exercise-ipip-by-hand").evaluate((it) => {
      it.scrollIntoView();
    });
    await page.waitForTimeout(400);
    await page.goto(`${origin}/runtime.js`);
    const kept = await page.evaluate(() => localStorage.getItem("lms:ada") ?? "");

    await test.step("another browser has the LMS's word alone", async () => {
      const context = await browser.newContext();
      const other = await context.newPage();
      await other.goto(`${origin}/runtime.js`);
      await other.evaluate((json) => {
        localStorage.setItem("lms:ada", json);
      }, kept);
      const again = new Learner(other, origin);
      await other.goto(`${origin}/lms?learner=ada`);
      await expect(again.sco.getByRole("status")).toContainText("1 of 6 done");
      const exercise = again.course.locator("#exercise-ipip-by-hand");
      await expect(exercise).toHaveAttribute("data-solved", "");
      await expect(exercise).toBeInViewport();
      for (const [id, answer] of Object.entries(QUIZZES)) await again.quiz(id, answer);
      await expect(again.sco.getByRole("status")).toContainText("4 of 6 done");
      for (const id of ["read-worker1", "confirm"]) await again.solve(LESSON, id);
      await expect(again.sco.getByRole("status")).toHaveText(
        "6 of 6 done, passed. Reported to your LMS.",
      );
      expect(await again.record()).toMatchObject({
        completion_status: "completed",
        success_status: "passed",
        progress_measure: "1",
        score: { raw: "100", scaled: "1", min: "0", max: "100" },
      });
      expect((await again.log()).filter(([, , value]) => value.length > 64_000)).toEqual([]);
      expect(await violations(other)).toEqual([]);
      expect(again.complaints).toEqual([]);
      await context.close();
    });
    expect(ada.complaints).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("without an LMS, and with one that refuses, the course works and says so", async ({
  page,
}) => {
  const [origin, server] = await lmsFor({ ...shared, version: "1.2" }, `scorm/${LESSON}.html`);
  try {
    await page.goto(`${origin}/courses/7/a%20b/scorm/${LESSON}.html`);
    await expect(page.getByRole("status")).toHaveText(
      "0 of 6 done. There is no LMS around this page: nothing is reported.",
    );
    const course = page.frameLocator("iframe");
    await course.locator("form[data-quiz=four]").getByLabel(QUIZZES.four, { exact: true }).check();
    await expect(page.getByRole("status")).toContainText("1 of 6 done");
    // An LMS with hostile data: nothing of it is a place to go, or text that runs.
    await page.addInitScript(() => {
      if (window.top !== window) return;
      const says: Record<string, string> = {
        "cmi.core.lesson_location": "../../evil#x",
        "cmi.suspend_data": "<img src=x onerror=alert(1)>",
        "cmi.core.student_id": '"><script>alert(1)</script>',
      };
      (window as unknown as { API: unknown }).API = {
        LMSInitialize: () => "true",
        LMSGetValue: (name: string) => says[name] ?? "",
        LMSSetValue: () => "false",
        LMSCommit: () => {
          throw new Error("down");
        },
        LMSGetLastError: () => "351",
        LMSGetErrorString: () => "<b>no</b>",
        LMSFinish: () => "false",
      };
    });
    await page.reload();
    await expect(page.getByRole("status")).toContainText("Your LMS refused something");
    await expect(page.getByRole("status")).toContainText("351 <b>no</b>");
    await expect(course.getByRole("heading", { level: 1 })).toHaveText(/IP in IP|IPIP|envelope/iu);
    await expect(page.locator("iframe")).toHaveAttribute("src", `../lessons/${LESSON}/index.html`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
