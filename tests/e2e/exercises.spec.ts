/** Exercises beyond their check: entered at their start, predicted before they are looked at. */
import { expect, test } from "./page.ts";

test("an exercise is entered in its start state, with a world of its own or in the lesson's lab begun anew", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open("01-one-packet-one-wire");
  await lab.start();
  await lab.run("ip link set eth0 down");
  const exercise = lab.exercise("first-packet");
  // It has no start world of its own: its start is the lab as it begins.
  await lab.newWorld(() => exercise.getByRole("button", { name: "Set up this exercise" }).click());
  const back = page.getByRole("button", { name: /^Back to the lesson/u });
  await expect(back).toBeVisible();
  expect(await lab.run("cat /sys/class/net/eth0/operstate")).toContain("\nup");
  // It is solved there, and what is recorded names the world that it was done in.
  await lab.run("ip neigh flush dev eth0");
  await page.getByRole("tab", { name: "hostB", exact: true }).click();
  await page.locator('[data-terminal="1"] textarea').focus();
  await page.keyboard.type("tcpdump -i eth0 -nn -e -c4\n");
  await page.getByRole("tab", { name: "hostA", exact: true }).click();
  await lab.run("ping -c1 10.0.0.2");
  await lab.prompt(1);
  await exercise.getByRole("button", { name: "Check", exact: true }).click();
  await expect(exercise.locator("[data-result]")).toContainText("Solved.");
  // The lesson's lab is as it was left.
  await lab.newWorld(() => back.click());
  await expect(back).toBeHidden();
  await expect.poll(() => lab.text()).toContain("ip link set eth0 down");

  // One with a world of its own, in another lesson.
  await lab.open("03-veth");
  await lab.start();
  const setUp = lab.exercise("cut-it").getByRole("button", { name: "Set up this exercise" });
  await lab.newWorld(() => setUp.click());
  await expect(back).toBeVisible();
  expect(await lab.run("ip -n red -br link show veth-r")).toContain("veth-r@");
});

test("predict, then observe: fixed before it is looked at, compared with the world, kept", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open("03-veth");
  const exercise = lab.exercise("count");
  const result = exercise.locator("[data-result]");
  const field = (name: string) => exercise.locator(`input[name="${name}"]`);
  const check = () => exercise.getByRole("button", { name: "Check", exact: true }).click();
  const predict = exercise.getByRole("button", { name: "This is my prediction" });
  const fill = async (values: Record<string, string>): Promise<void> => {
    for (const [name, value] of Object.entries(values)) await field(name).fill(value);
  };
  const ping = async (): Promise<void> => {
    await lab.prompt();
    await lab.run("ip netns exec red ping -c3 -i0.2 10.1.1.2");
  };

  await predict.click();
  await expect(exercise.locator("[data-predict-state]")).toHaveText("Fill in every field first.");
  await fill({ "r-tx": "3", "r-rx": "0", "b-tx": "0", "b-rx": "3" });
  await predict.click();
  // The lab has started by itself, in the exercise's own world.
  await expect(exercise.locator("[data-predict-state]")).toContainText("Now test it: run ping -c3");
  await expect(field("r-rx")).not.toBeEditable();
  await lab.prompt();
  await check();
  await expect(result).toContainText("Your prediction stands. Now test it");

  await ping();
  await check();
  await expect(result).toContainText("A ping that is answered travels both ways");
  const rows = exercise.locator(".exercise-field");
  await expect(rows.nth(0).locator(".observed")).toHaveText("In your world: 3");
  await expect(rows.nth(1).locator(".observed")).toHaveText("In your world: 3");

  // It is kept over a reload; another prediction needs a world in which nothing was seen.
  await page.reload();
  await expect(exercise.locator("[data-predict-state]")).toContainText("Now test it");
  await expect(field("r-rx")).toHaveValue("0");
  await exercise.getByRole("button", { name: "Predict again" }).click();
  await expect(predict).toBeVisible();
  // The new lab comes a moment later, and does not take the keyboard from who writes meanwhile.
  await field("r-rx").fill("");
  await field("r-rx").pressSequentially("3", { delay: 50 });
  await lab.prompt();
  await expect(field("r-rx")).toBeFocused();
  await fill({ "r-rx": "3", "b-tx": "3" });
  await predict.click();
  await expect(exercise.getByRole("button", { name: "Predict again" })).toBeVisible();
  await ping();
  await check();
  await expect(result).toContainText("Solved.");
  await lab.axe();
});
