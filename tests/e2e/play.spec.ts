/** The free sandbox: a lab chosen, a topology pasted, dropped, shared by a link; and links that strangers made. */
import { deflateRawSync } from "node:zlib";
import { expect, test } from "./page.ts";

const TOPOLOGY = `name: mine
topology:
  nodes:
    sw: { kind: bridge }
    left: { kind: linux, image: alpine, exec: ["ip addr add 192.0.2.1/24 dev eth1"] }
    right: { kind: linux, exec: ["ip addr add 192.0.2.2/24 dev eth1"] }
  links:
    - endpoints: ["left:eth1", "sw:p1"]
    - endpoints: ["right:eth1", "sw:p2"]
`;
const linkTo = (text: string): string => `/play/#t=${deflateRawSync(text).toString("base64url")}`;

test("a topology of one's own runs, and is shared by a link that runs nothing by itself", async ({
  lab,
  context,
}) => {
  test.setTimeout(240_000);
  const { page } = lab;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/play/");
  const status = page.locator("[data-status]");
  const topology = page.getByLabel("Topology", { exact: true });
  await lab.axe();

  await test.step("pasted, it is told what is wrong where", async () => {
    await page.getByLabel("A lab of the course").selectOption("A topology of my own");
    await topology.fill(TOPOLOGY.replace("kind: bridge", "kind: nokia_srlinux"));
    await page.getByRole("button", { name: "Start" }).click();
    await expect(status).toContainText("This topology cannot be simulated:");
    await expect(status.getByRole("listitem")).toHaveText(
      'line 4, column 17: kind "nokia_srlinux" is not simulated; only "linux" and "bridge" are',
    );
    await expect(page.locator(".lab")).toBeHidden();
  });

  await test.step("dropped, started by keyboard, it is a network", async () => {
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "mine.clab.yml", { type: "text/yaml" }));
      return data;
    }, TOPOLOGY);
    await topology.dispatchEvent("drop", { dataTransfer: transfer });
    await expect(status).toContainText("“mine”: 3 machines, 2 links. Without effect here: image.");
    await expect(topology).toHaveValue(TOPOLOGY);
    await page.getByRole("button", { name: "Start" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => lab.text(0), { timeout: 90_000 }).toMatch(/root@left:~# ?$/u);
    expect(await lab.run("ping -c1 -q 192.0.2.2 | grep received")).toContain("1 received");
    await expect(page.getByRole("tab", { name: "right" })).toBeVisible();
    await lab.axe();
  });

  await test.step("the link gives it to another, who starts it", async () => {
    await page.getByRole("button", { name: "Copy a link to this" }).click();
    await expect(status).toContainText("The link is copied");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(page.url());
    const other = await context.newPage();
    await other.goto(link);
    await expect(other.locator("[data-status]")).toContainText(
      "Nothing of it runs until you start it.",
    );
    await expect(other.getByText("2 commands that it runs when it starts")).toBeVisible();
    await expect(other.locator(".lab")).toBeHidden();
    expect(other.workers()).toEqual([]);
    await other.close();
    // A tab that is not seen stands still.
    await page.bringToFront();
  });

  await test.step("a lab of the course takes its place, and what was typed is kept", async () => {
    await page.getByLabel("A lab of the course").selectOption("wire");
    await page.getByRole("button", { name: "Start" }).click();
    await expect(page.getByRole("tab", { name: "hostB" })).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => lab.text(0), { timeout: 90_000 }).toMatch(/root@hostA:~# ?$/u);
    await page.getByLabel("A lab of the course").selectOption("A topology of my own");
    await page.getByRole("button", { name: "Start" }).click();
    await expect.poll(() => lab.text(0), { timeout: 60_000 }).toContain("1 received");
    // Nothing of a sandbox is a lesson's work.
    await page.goto("/progress/");
    await expect(page.getByText("You have not solved or tried an exercise")).toBeVisible();
  });
});

test("links of strangers are text, whatever is in them", async ({ lab }) => {
  const { page } = lab;
  page.on("dialog", () => {
    throw new Error("a script of a link ran");
  });
  const status = page.locator("[data-status]");
  const evil = `name: "<img src=x onerror=alert(1)>"
topology:
  nodes:
    a: { kind: linux, exec: ["echo '</pre><script>alert(1)</script>' \\u001b]0;x\\u0007"] }
`;
  await page.goto(linkTo(evil));
  await expect(status).toContainText("“<img src=x onerror=alert(1)>”: 1 machine, 0 links.");
  await status.getByText("1 command that it runs").click();
  await expect(status).toContainText("</pre><script>alert(1)</script>");
  expect(await page.locator("[data-play] img, [data-play] pre script").count()).toBe(0);
  for (const [fragment, says] of [
    [`t=${deflateRawSync(Buffer.alloc(30_000_000)).toString("base64url")}`, "unpacks to more"],
    ["t=AAAA", "The link is damaged"],
    ["lab=nolab", "There is no lab “nolab” here."],
    ["<script>alert(1)</script>", "The link is damaged"],
    [
      linkTo(`name: x\ntopology: ${"[".repeat(5_000)}`).split("#")[1] ?? "",
      "This topology cannot be simulated",
    ],
  ] as const) {
    await page.goto("/play/");
    await page.goto(`/play/#${fragment}`);
    await expect(status).toContainText(says);
  }
});

test("a set-up that never ends is given up, and the machine can be used", async ({ lab }) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await page.goto(
    linkTo(`name: loop
topology:
  nodes:
    a: { kind: linux, exec: ["while :; do :; done", ":(){ :|:& };:"] }
`),
  );
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.locator(".notices")).toContainText("Set-up failed.", { timeout: 60_000 });
  expect(await lab.run("echo still-here")).toContain("still-here");
});
