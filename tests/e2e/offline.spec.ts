/** The course on a train: after one visit, everything works with the network cut and the browser's page fresh. */
import type { Page } from "@playwright/test";
import { expect, LabPage, test } from "./page.ts";
import { serve } from "./static-server.ts";

test.use({ serviceWorkers: "allow" });

/** The visit: the home page, until the service worker has kept the whole course. */
async function visit(page: Page, origin = ""): Promise<void> {
  await page.goto(`${origin}/`);
  await page.evaluate(async () => {
    const kept = await navigator.serviceWorker.ready;
    if (kept.active?.state !== "activated")
      await new Promise((done) => kept.active?.addEventListener("statechange", done));
  });
}

test("with the network cut after the first visit, a lesson with its lab works", async ({
  lab,
  context,
}) => {
  const { page } = lab;
  await visit(page);
  await context.setOffline(true);
  await page.close();
  const fresh = await context.newPage();
  const cold = new LabPage(fresh);
  await cold.open("02-network-namespaces");
  await expect(fresh.getByRole("heading", { level: 1 })).toBeVisible();
  await cold.start();
  expect(await cold.run("ip netns add red && ip netns list")).toContain("red");
  expect(await cold.run("tcpdump --version 2>&1 | head -1")).toContain("tcpdump");
  // A page that was never opened, and the search.
  await fresh.goto("/glossary/#veth");
  await expect(fresh.locator("#veth")).toBeVisible();
  await fresh.keyboard.press("Control+k");
  await fresh.getByRole("searchbox").fill("netfilter");
  await expect(fresh.locator("[data-search] li").first()).toBeVisible();
});

test("a newer version waits until the reader takes it", async ({ page }) => {
  let version = "";
  const host = await serve((path, bytes) =>
    path === "/sw.js" ? bytes.toString() + version : bytes,
  );
  try {
    await visit(page, host.origin);
    await page.reload();
    version = "\n// A newer one: what a host serves after a deployment.";
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    const notice = page.locator(".u-version");
    await expect(notice).toContainText("A newer version of the course is here");
    await notice.getByRole("button", { name: "Load it" }).click();
    await expect(notice).toBeHidden();
    await expect(page.getByRole("link", { name: "Start with lesson 1" })).toBeVisible();
  } finally {
    host.close();
  }
});
