/** The map: layers, sessions, changes, packets at a pace, cards, sixty namespaces; and a packet's journey from everywhere. */
import { mkdirSync } from "node:fs";
import type { LabPage } from "./page.ts";
import { expect, test } from "./page.ts";

test.setTimeout(300_000);
const ONE = "01-one-packet-one-wire";
const VXLAN = "11-vxlan-by-hand";
const BGP = "14-calico-bgp";
/** With SHOTS=1 pictures are written here, to be looked at. */
const SHOTS = process.env["SHOTS"] === undefined ? null : "/tmp/time-shots";
if (SHOTS !== null) mkdirSync(SHOTS, { recursive: true });

async function shot(lab: LabPage, name: string): Promise<void> {
  if (SHOTS !== null) await lab.page.screenshot({ path: `${SHOTS}/${name}.png` });
}
const tools = (lab: LabPage) => lab.page.getByRole("toolbar", { name: "Map" });
const map = (lab: LabPage) => lab.page.getByRole("region", { name: "Map of the network" });

test("what the last command changed is marked, and listed", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await expect(tools(lab)).toBeVisible();
  await lab.run("ip addr add 10.9.0.1/24 dev eth0");
  const chip = lab.page.getByRole("button", { name: /^hostA eth0.*changed by the last command/u });
  await expect(chip).toBeVisible();
  await tools(lab).getByRole("button", { name: "2 changed" }).click();
  const list = lab.page.getByRole("list", { name: "Changed by the last command" });
  await expect(list).toContainText("hostA:eth0: + 10.9.0.1/24");
  await expect(list).toContainText("hostA: + route 10.9.0.0/24 dev eth0");
  await shot(lab, "map-changed");
  await lab.run("true");
  await expect(chip).toHaveCount(0);
});

test("a device's card: addresses, routes, packets, a terminal there", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c1 10.0.0.2");
  const chip = lab.page.getByRole("button", { name: /^hostB eth0/u });
  await chip.focus();
  await lab.page.keyboard.press("Enter");
  const card = lab.page.getByRole("dialog", { name: "hostB eth0" });
  await expect(card).toContainText("10.0.0.2/24");
  await expect(card).toContainText("10.0.0.0/24 dev eth0");
  await expect(card).toContainText("10.0.0.1 dev eth0");
  await shot(lab, "map-card");
  await lab.axe();
  await card.getByRole("button", { name: "Packets" }).click();
  await expect(
    lab.page.getByRole("grid", { name: "Frames" }).locator(".row", { hasText: "ICMP" }).first(),
  ).toBeVisible();
  await card.getByRole("button", { name: "Terminal here" }).click();
  await expect(lab.page.getByRole("tab", { name: "hostB" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(card).toHaveCount(0);
  await lab.page.keyboard.type("hostname\n");
  await expect.poll(() => lab.text(1)).toMatch(/hostname\nhostB\n/u);
});

test("packets are held on the map and go one by one", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await tools(lab)
    .getByRole("combobox", { name: "Speed of packets on the map" })
    .selectOption("0.15");
  await tools(lab).getByRole("button", { name: "Hold the packets on the map" }).click();
  await lab.run("ping -c1 10.0.0.2");
  const caption = lab.page.locator(".map-caption");
  const texts: string[] = [];
  for (let i = 0; i < 4; i++) {
    await tools(lab).getByRole("button", { name: "Next packet on the map" }).click();
    await expect.poll(() => caption.textContent()).not.toBe(texts.at(-1) ?? "held");
    texts.push((await caption.textContent()) ?? "");
  }
  expect(texts.map((text) => text.replace(/^[\d.]+ s\s+/u, ""))).toEqual([
    expect.stringMatching(/who has 10\.0\.0\.2/iu),
    expect.stringMatching(/10\.0\.0\.2 is at/iu),
    expect.stringMatching(/10\.0\.0\.1 > 10\.0\.0\.2/u),
    expect.stringMatching(/10\.0\.0\.2 > 10\.0\.0\.1/u),
  ]);
  expect(await lab.page.locator(".map-packet").count()).toBeGreaterThan(0);
  await tools(lab).getByRole("button", { name: "Let packets travel" }).click();
});

test("machines stand where the author has put them, and stay there", async ({ lab }) => {
  const { page } = lab;
  await lab.open("05-routing");
  await lab.start();
  // content/labs/triangle/lab.ts: columns and rows.
  const pinned = { left: [0, 1], sw: [1, 1], r1: [2, 0], r2: [2, 2], right: [3, 0], far: [3, 2] };
  const places = async (): Promise<Map<string, readonly [number, number]>> => {
    const found = new Map<string, readonly [number, number]>();
    for (const name of Object.keys(pinned)) {
      const frame = page.locator("g.map-host", {
        has: page.locator("text.map-title", { hasText: new RegExp(`^${name}$`, "u") }),
      });
      const box = await frame.locator("rect").first().boundingBox();
      found.set(name, [Math.round(box?.x ?? -1), Math.round(box?.y ?? -1)]);
    }
    return found;
  };
  const before = await places();
  for (const [a, [column, row]] of Object.entries(pinned))
    for (const [b, [otherColumn, otherRow]] of Object.entries(pinned)) {
      const [x, y] = before.get(a) ?? [0, 0];
      const [otherX, otherY] = before.get(b) ?? [0, 0];
      if ((column ?? 0) < (otherColumn ?? 0))
        expect(x, `${a} is left of ${b}`).toBeLessThan(otherX);
      if (column === otherColumn && (row ?? 0) < (otherRow ?? 0))
        expect(y, `${a} is above ${b}`).toBeLessThan(otherY);
    }
  await lab.run("ip route add 10.2.0.0/24 via 10.1.0.1");
  expect(await places()).toEqual(before);
});

test("underlay and overlay are two layers", async ({ lab }) => {
  await lab.open(VXLAN);
  await lab.start();
  // flannel's device on both nodes, as the lesson makes it by hand.
  const places = await lab.page.evaluate(() =>
    [...document.querySelectorAll(".tab-list [role=tab]")].map((one) => one.textContent),
  );
  expect(places.length).toBeGreaterThan(2);
  await lab.run(
    "ip link add vx type vxlan id 1 dev eth0 local $(ip -4 -o addr show eth0 | awk '{print $4}' | cut -d/ -f1) remote 192.168.1.11 dstport 8472; ip link set vx up",
    0,
  );
  await lab.page.getByRole("tab").nth(1).click();
  await lab.run(
    "ip link add vx type vxlan id 1 dev eth0 local $(ip -4 -o addr show eth0 | awk '{print $4}' | cut -d/ -f1) remote 192.168.1.10 dstport 8472; ip link set vx up",
    1,
  );
  const tunnel = lab.page.locator(".map-cable.is-tunnel");
  await expect(tunnel.first()).toBeVisible();
  await shot(lab, "map-overlay");
  const layers = tools(lab).getByRole("group", { name: "Layers" });
  await layers.getByRole("button", { name: "Overlay" }).click();
  await expect(tunnel).toHaveCount(0);
  await layers.getByRole("button", { name: "Overlay" }).click();
  await layers.getByRole("button", { name: "Underlay" }).click();
  await expect(tunnel.first()).toBeVisible();
  await expect(lab.page.locator(".map-svg.no-underlay")).toBeVisible();
});

test("BGP sessions with their state", async ({ lab }) => {
  await lab.open(BGP);
  await lab.start();
  const up = lab.page.locator(".map-session.is-up");
  await expect.poll(() => up.count(), { timeout: 60_000 }).toBeGreaterThan(0);
  await shot(lab, "map-bgp-light");
  await lab.page.emulateMedia({ colorScheme: "dark" });
  await lab.page.getByRole("button", { name: "Dark theme" }).click();
  await shot(lab, "map-bgp-dark");
  await lab.axe();
  await tools(lab).getByRole("button", { name: "BGP" }).click();
  await expect(lab.page.locator(".map-session")).toHaveCount(0);
});

test("sixty namespaces: legible, and smooth while they talk", async ({ lab }) => {
  await lab.open("02-network-namespaces");
  await lab.start();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type(
    "ip link add br9 type bridge; ip link set br9 up; for i in $(seq 60); do ip netns add n$i; ip link add v$i master br9 type veth peer name eth0 netns n$i; ip link set v$i up; ip -n n$i addr add 10.60.0.$i/24 dev eth0; ip -n n$i link set eth0 up; done\n",
  );
  await expect
    .poll(() => lab.page.locator(".map-netns").count(), { timeout: 120_000 })
    .toBeGreaterThanOrEqual(60);
  await lab.prompt();
  await tools(lab).getByRole("button", { name: "Whole panel" }).click();
  await shot(lab, "map-sixty");
  // Letters of the chips, in pixels of the screen: eight at least.
  const letters = await lab.page.evaluate(() => {
    const name = document.querySelector(".map-chip .name");
    return name === null ? 0 : name.getBoundingClientRect().height;
  });
  expect(letters).toBeGreaterThanOrEqual(8);
  await tools(lab).getByRole("button", { name: "Whole panel" }).click();
  const rate = (): Promise<number> =>
    lab.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const began = performance.now();
          let frames = 0;
          const next = (): void => {
            frames++;
            const took = performance.now() - began;
            if (took < 3_000) requestAnimationFrame(next);
            else resolve((frames * 1_000) / took);
          };
          requestAnimationFrame(next);
        }),
    );
  const rest = await rate();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type(
    "for i in $(seq 60); do ip netns exec n$i ping -q -i 1 10.60.0.$((i % 60 + 1)) >/dev/null & done\n",
  );
  await lab.page.waitForTimeout(3_000);
  const busy = await rate();
  console.log(`sixty namespaces: ${busy.toFixed(0)} frames a second, ${rest.toFixed(0)} at rest`);
  // Sixty on a machine that does nothing else; this one may share its two cores with others.
  expect(busy).toBeGreaterThan(rest / 3);
});

test("the newest packets: one is chosen, as a list and on the map, step by step", async ({
  lab,
}) => {
  await lab.open("05-routing");
  await lab.start();
  await lab.page.getByRole("tab", { name: "Journey" }).click();
  await expect(lab.page.getByText("Which packet?")).toBeVisible();
  await lab.page.getByRole("tab").first().click();
  await lab.run("ping -c1 10.1.0.1");
  await lab.page.getByRole("tab", { name: "Journey" }).click();
  const first = lab.page.locator(".journey-list button", { hasText: "echo-request" }).first();
  await expect(first).toBeVisible();
  await first.click();
  const region = lab.page.getByRole("region", { name: "The packet’s journey" });
  await expect(region.locator(".is-look.is-route").first()).toBeVisible();
  await expect(lab.page.locator(".map-way rect").first()).toBeVisible();
  await shot(lab, "journey-light");
  await lab.axe();
  await lab.page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(region.locator("[aria-current=step]")).toHaveCount(1);
});

test("a line of the terminal opens its packet's journey", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.page.getByRole("tab", { name: "hostB" }).click();
  await lab.page.locator('[data-terminal="1"] textarea').focus();
  await lab.page.keyboard.type("tcpdump -n -i eth0 icmp\n");
  await expect.poll(() => lab.text(1)).toContain("listening on");
  await lab.run("ping -c1 10.0.0.2", 0);
  await expect.poll(() => lab.text(1)).toContain("ICMP echo request");
  const rows = lab.page.locator('[data-terminal="1"] .xterm-rows > div');
  const row = rows.filter({ hasText: "echo request" }).first();
  const box = await row.boundingBox();
  if (box === null) throw new Error("no such line");
  await lab.page.mouse.move(box.x + 60, box.y + box.height / 2);
  await lab.page.waitForTimeout(300);
  await lab.page.mouse.click(box.x + 60, box.y + box.height / 2);
  const region = lab.page.getByRole("region", { name: "The packet’s journey" });
  await expect(region.locator(".journey-places > li > b")).toHaveText(["hostA", "hostB"]);
  await expect(region.locator(".is-local").first()).toContainText("ICMP");
});

test("a red check's packet is shown on the map", async ({ lab }) => {
  await lab.open("05-routing");
  await lab.start();
  // Half of the work: the request finds r1, which does not forward.
  await lab.run("ip route add 10.2.0.0/24 via 10.1.0.1");
  const exercise = lab.exercise("there-and-back");
  await exercise.getByRole("button", { name: "Check", exact: true }).click();
  await expect(exercise.getByText("The packet that shows it:")).toBeVisible({ timeout: 60_000 });
  await exercise.getByRole("button", { name: "Show it on the map" }).click();
  await expect(lab.page.getByText("The packet that the check sent")).toBeVisible();
  await expect(lab.page.locator(".map-way rect").first()).toBeVisible();
  await expect(lab.page.locator(".journey-places .is-drop")).toContainText("ip:forwarding-off");
  await shot(lab, "journey-check");
});

test("pwru in the shell names every place that a packet passes", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.page.getByRole("tab", { name: "hostB" }).click();
  await lab.page.locator('[data-terminal="1"] textarea').focus();
  await lab.page.keyboard.type("pwru --output-meta=false icmp\n");
  await expect.poll(() => lab.text(1)).toContain("Listening for events");
  await lab.run("ping -c1 10.0.0.2", 0);
  await expect
    .poll(() => lab.text(1))
    .toContain("ip_local_deliver_finish (for this machine: ICMP)");
});

test("the map on a phone: nothing is cut off", async ({ lab }) => {
  await lab.page.setViewportSize({ width: 390, height: 844 });
  await lab.open(ONE);
  await lab.page.getByRole("button", { name: /^Lab:/u }).click();
  await lab.prompt();
  await lab.run("ip addr add 10.9.0.1/24 dev eth0");
  await expect(tools(lab).getByRole("button", { name: "2 changed" })).toBeVisible();
  await shot(lab, "map-phone");
  const over = await map(lab).evaluate((section) =>
    [...section.querySelectorAll<HTMLElement>(".map-tools *")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 80)),
  );
  expect(over).toEqual([]);
  await lab.page.getByRole("button", { name: /^hostA eth0/u }).click();
  await expect(lab.page.getByRole("dialog", { name: "hostA eth0" })).toBeVisible();
  await shot(lab, "map-phone-card");
  await lab.axe();
});
