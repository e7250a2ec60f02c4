/** What every browser test shares: a page that complains about errors and foreign requests, and words for the lab. */
import { expect, type Locator, type Page, test as base } from "@playwright/test";
import { violations } from "./axe.ts";

interface LabHook {
  text(terminal: number): string;
  digest(): Promise<number>;
}
/** How often a terminal is looked at (ms); Playwright's own steps grow to a second. */
const OFTEN = [30, 60, 100];
type WithHook = typeof globalThis & { underlay?: LabHook };

export class LabPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(lesson: string): Promise<void> {
    await this.page.goto(`/lessons/${lesson}/`);
  }

  async start(): Promise<void> {
    await this.page.getByRole("button", { name: "Start the lab" }).click();
    await this.prompt(0);
  }

  /** What a terminal shows: its buffer, wrapped lines joined. */
  text(terminal = 0): Promise<string> {
    return this.page.evaluate((id) => (globalThis as WithHook).underlay?.text(id) ?? "", terminal);
  }

  async prompt(terminal = 0): Promise<void> {
    await expect
      .poll(() => this.text(terminal), { timeout: 20_000, intervals: OFTEN })
      .toMatch(/# ?$/u);
  }

  /** Type a line with the keyboard into the terminal and wait for the prompt to come back. */
  async run(command: string, terminal = 0): Promise<string> {
    const before = await this.text(terminal);
    await this.page.locator(`[data-terminal="${terminal}"] textarea`).focus();
    await this.page.keyboard.type(`${command}\n`);
    await expect
      .poll(
        async () => {
          const text = await this.text(terminal);
          return text.length > before.length + command.length && /# ?$/u.test(text);
        },
        { timeout: 30_000, intervals: OFTEN },
      )
      .toBe(true);
    return (await this.text(terminal)).slice(before.length);
  }

  /** Another world comes of it; resolves when it shows a prompt. */
  async newWorld(change: () => Promise<void>): Promise<void> {
    const screens = this.page.locator("[data-epoch]");
    const world = (await screens.getAttribute("data-epoch")) ?? "";
    await change();
    await expect(screens).not.toHaveAttribute("data-epoch", world);
    await this.prompt();
  }

  exercise(id: string) {
    return this.page.locator(`#exercise-${id}`);
  }

  async axe(): Promise<void> {
    expect(await violations(this.page)).toEqual([]);
  }
}

/** An answer into the field of an exercise, or the choice that has it. */
export async function giveAnswer(exercise: Locator, field: string, value: string): Promise<void> {
  const input = exercise.locator(`input[name="${field}"]`);
  if ((await input.first().getAttribute("type")) === "radio")
    await input.and(exercise.locator(`[value="${value}"]`)).check();
  else await input.fill(value);
}

export const test = base.extend<{ lab: LabPage }>({
  lab: async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      // What Playwright itself says of `serviceWorkers: "block"`.
      if (message.text() === "Service Worker registration blocked by Playwright") return;
      if (message.type() === "error" || message.type() === "warning")
        complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== baseURL && !["data:", "blob:"].includes(url.protocol))
        complaints.push(`foreign request: ${request.url()}`);
    });
    await use(new LabPage(page));
    expect(complaints).toEqual([]);
  },
});
export { expect };
