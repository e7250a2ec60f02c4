/** The interface in German: chosen by keyboard, kept, whole, and back in English; the lessons stay as they are. */
import { expect, test } from "./page.ts";

const ONE = "01-one-packet-one-wire";

test("a reader chooses German: the interface turns, the lab with it, and it is kept", async ({
  lab,
}) => {
  const { page } = lab;
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await lab.open(ONE);
  await lab.start();
  expect(loaded.filter((url) => /\/de\.[\w-]+\.js/u.test(url))).toEqual([]);

  await test.step("by keyboard, while the lab runs", async () => {
    await page.getByRole("combobox", { name: "Language", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Lektionen" })).toBeVisible();
    await expect(page.getByRole("tab", { name: "Pakete" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Zeit anhalten" })).toBeVisible();
    expect(loaded.filter((url) => /\/de\.[\w-]+\.js/u.test(url))).toHaveLength(1);
  });

  await test.step("what is turned says so; the text stays English", async () => {
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("One packet, one wire");
    await expect(page.locator(".lab-root")).toHaveAttribute("lang", "de");
    await expect(page.getByRole("button", { name: "Lektionen" })).toHaveAttribute("lang", "de");
    await expect(page.locator(".lab-root .terms")).toHaveAttribute("lang", "en");
  });

  await test.step("an exercise, a hint and a question", async () => {
    const exercise = lab.exercise("first-packet");
    await expect(exercise.getByText("Tipp 1 von 3")).toBeVisible();
    await exercise.getByRole("button", { name: "Prüfen", exact: true }).click();
    await expect(exercise.locator("[data-result]")).toContainText("Noch nicht.");
    await expect(page.locator("[data-quiz]").first().getByText("Frage").first()).toBeVisible();
  });

  await test.step("the lab works, packets are counted in German", async () => {
    await page.getByRole("tab", { name: "hostA", exact: true }).click();
    await lab.run("ping -c1 10.0.0.2");
    await page.getByRole("tab", { name: "Pakete" }).click();
    await page.getByLabel("Schnittstelle").selectOption({ label: "hostA: eth0" });
    await expect(page.locator(".packets-count")).toHaveText(/^\d+ Rahmen$/u);
    await page.getByRole("button", { name: "Zeitleiste", exact: true }).click();
    await expect(
      page.getByRole("button", { name: "Letzten Befehl rückgängig machen" }),
    ).toBeVisible();
    await lab.axe();
  });

  await test.step("what the sandbox says is said in German: timers, tables, why a packet died", async () => {
    const forward = page.getByRole("combobox", { name: "Vorspulen zum nächsten Zeitgeber" });
    await forward.focus();
    await expect(forward.locator("option", { hasText: "Zustand eines Nachbarn" })).toHaveCount(1);
    await page.getByRole("tab", { name: "hostA", exact: true }).click();
    await lab.run("ping -c1 -W4 10.0.0.9");
    await page.getByRole("tab", { name: "Reise" }).click();
    await page.getByLabel("Nur verworfene").check();
    await expect(page.locator(".journey-list em").first()).toHaveText(
      /niemand antwortete für die Adresse .* · neigh:failed \(eth0\)$/u,
    );
  });

  await test.step("after a reload, and on other pages", async () => {
    await page.waitForTimeout(600);
    await page.reload();
    await expect(page.getByRole("button", { name: "Labor starten" })).toBeVisible();
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Die Lektionen" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Von Knoten zu Knoten" })).toBeVisible();
    await expect(page.locator(".hero .display")).toHaveText(
      /^\s*Das Netz unter deinen Pods, Paket für Paket\.\s*$/u,
    );
    await page.goto("/progress/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deine Arbeit");
    await expect(page.getByRole("button", { name: "Fortschritt exportieren" })).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.getByRole("searchbox").fill("LOWERLAYERDOWN");
    await expect(page.locator("[data-search] p")).toHaveText(/^\d Seiten?\.$/u);
    await page.keyboard.press("Escape");
    await lab.axe();
  });

  await test.step("and English again, without a rest", async () => {
    await page.getByRole("combobox", { name: "Sprache", exact: true }).selectOption("en");
    await expect(page.getByRole("button", { name: "Export progress" })).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your work");
    await expect(page.locator('[lang="de"]:not(option)')).toHaveCount(0);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("it stays English, and offers no choice", async ({ page }) => {
    await page.goto(`/lessons/${ONE}/`);
    await expect(page.locator("[data-ui-language]")).toBeHidden();
    await expect(page.getByRole("button", { name: "Lessons" })).toBeVisible();
  });
});
