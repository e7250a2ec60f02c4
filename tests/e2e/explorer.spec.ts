/** The packet explorer, as a person uses it: filter, ruler, place by place, the stream, captures as files. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./page.ts";

async function watch(page: Page, label: string): Promise<void> {
  await page.getByRole("tab", { name: "Packets" }).click();
  await page.getByLabel("Interface").selectOption({ label });
}

test("a packet in a tunnel: filtered, measured, and seen place by place", async ({ lab }, info) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await lab.open("12-ip-in-ip");
  await lab.start();
  const terminal = async (place: string): Promise<number> => {
    const tab = page.getByRole("tab", { name: place, exact: true });
    await tab.click();
    return Number(await tab.getAttribute("data-tab"));
  };
  await lab.run(
    "modprobe ipip; ip link set tunl0 up; ip route add 192.168.2.66 via 10.30.1.132 dev tunl0 onlink",
    await terminal("worker1"),
  );
  await lab.run(
    "modprobe ipip; ip link set tunl0 up; ip route add 192.168.1.66 via 10.30.1.131 dev tunl0 onlink",
    await terminal("worker2"),
  );
  await lab.run("ping -c 2 192.168.2.66", await terminal("frontend1"));
  await expect(page.getByRole("button", { name: "Overlay", exact: true })).toBeVisible();
  await watch(page, "worker1: ens192");
  const rows = page.locator(".rows .row:not(.head)");
  await expect(rows.first()).toBeVisible();
  const filter = page.getByLabel("Filter, in tcpdump's language");
  await filter.fill("icmp and");
  await expect(page.locator(".packets-filter [role=status]")).toHaveText("syntax error");
  await filter.fill("ip proto 4 and src host 10.30.1.131");
  await expect(page.locator(".packets-count")).toHaveText(/^2 of \d+ frames$/u);
  await rows.first().click();
  await expect(page.getByRole("group", { name: "The frame's headers, by bytes" })).toContainText(
    /Ethernet14IPv420IPv420ICMP8Data56.*IP-in-IP costs 20 bytes/u,
  );
  const seen = page.locator(".seen");
  await expect(seen.locator("summary")).toContainText(
    /Seen at \d+ places.*ip\.ttl.*the headers around it/u,
  );
  await seen.locator("summary").click();
  await expect(seen.getByRole("columnheader", { name: /worker2/u }).last()).toBeVisible();
  await page.screenshot({ path: info.outputPath("explorer.png") });
  await seen
    .getByRole("columnheader", { name: /worker2/u })
    .last()
    .getByRole("button")
    .click();
  await expect(page.getByLabel("Interface")).toHaveValue(/^worker2/u);
  await expect(page.locator(".row.is-chosen")).toContainText("192.168.2.66");
  await lab.axe();
});

test("the stream is followed; captures go out as files and come back", async ({ lab }) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await lab.open("01-one-packet-one-wire");
  await lab.start();
  await page.getByRole("tab", { name: "hostB", exact: true }).click();
  await lab.run("nc -lN 8000 >/dev/null </dev/null &", 1);
  await page.getByRole("tab", { name: "hostA", exact: true }).click();
  await lab.run("echo one train of thought | nc -N 10.0.0.2 8000", 0);
  await watch(page, "hostA: eth0");
  await page.getByLabel("Filter, in tcpdump's language").fill("tcp");
  await expect(page.locator(".packets-count")).toHaveText(/ of /u);
  const rows = page.locator(".rows .row:not(.head)");
  await expect(rows.nth(2)).toBeVisible();
  await rows.nth(2).click();
  await page.getByRole("button", { name: "Follow the stream" }).click();
  const dialog = page.getByRole("dialog", { name: "TCP stream" });
  await expect(dialog).toContainText("one train of thought");
  await dialog.getByLabel("As hexadecimal").check();
  await expect(dialog).toContainText("6f 6e 65 20 74 72 61 69 6e");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();

  const all = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save all" }).click();
  const file = readFileSync(await (await all).path());
  expect((await all).suggestedFilename()).toMatch(/\.pcapng$/u);
  expect(file.readUInt32LE(0)).toBe(0x0a0d0d0a);
  await page
    .getByLabel("Open a capture")
    .setInputFiles({ name: "mine.pcapng", mimeType: "application/x-pcapng", buffer: file });
  await expect(page.getByLabel("Interface")).toHaveValue("file/mine.pcapng");
  await expect(page.locator(".packets-count")).toHaveText(/^[1-9]\d* of [1-9]\d* frames$/u);
  // Dropped on the list, it is read as well.
  const dropped = await page.evaluateHandle(
    (bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "dropped.pcapng"));
      return data;
    },
    [...file],
  );
  await page.locator(".packets").dispatchEvent("drop", { dataTransfer: dropped });
  await expect(page.getByLabel("Interface")).toHaveValue("file/dropped.pcapng");
  await page.getByLabel("Open a capture").setInputFiles({
    name: "notes.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("<img src=x onerror=alert(1)>"),
  });
  await expect(page.getByText("notes.txt cannot be read: unknown file format.")).toBeVisible();
});
