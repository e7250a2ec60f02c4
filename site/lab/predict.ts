/**
 * Predict, then observe, on the page: the fields are fixed before the learner looks, with the lab's clock of that moment; once it
 * was tested, each shows what the world said. (What is checked: sandbox/lab/exercise.ts, Prediction.)
 */
import type { Grade } from "../../sandbox/worker/protocol.ts";
import { t } from "../i18n/text.ts";
import type { LabController } from "./start.tsx";
import { ticked } from "./ticks.ts";

type Observed = Grade["observed"];

/** What the world said, beside what was predicted. */
export function showObserved(section: HTMLElement, observed: Observed): void {
  for (const old of section.querySelectorAll(".observed")) old.remove();
  for (const { field, value } of observed) {
    const inputs = [...section.querySelectorAll("form input")];
    const words = document.createElement("p");
    words.className = "observed";
    words.textContent = t("observedIs", { value });
    inputs
      .find((one) => one.getAttribute("name") === field)
      ?.closest(".exercise-field")
      ?.append(words);
  }
}

/** `enter`: the lab, with the world that the exercise is about. */
export function preparePrediction(section: HTMLElement, enter: () => Promise<LabController>): void {
  const form = section.querySelector("form");
  const predicted = form?.querySelector<HTMLInputElement>("input[data-predicted]");
  const state = section.querySelector("[data-predict-state]");
  const fix = section.querySelector<HTMLButtonElement>("[data-predict]");
  const again = section.querySelector<HTMLButtonElement>("[data-predict-again]");
  if (form == null || predicted == null || state === null || fix === null || again === null) return;
  const inputs = [...form.querySelectorAll<HTMLInputElement>(".exercise-field input")];
  const show = (): void => {
    const fixed = predicted.value !== "";
    for (const input of inputs) {
      // A disabled choice is no answer: the chosen one stays, and stays alone.
      if (input.type === "radio") input.disabled = fixed && !input.checked;
      else input.readOnly = fixed;
    }
    fix.hidden = fixed;
    again.hidden = !fixed;
    const then = form.querySelector<HTMLElement>("[data-then]")?.dataset["then"] ?? "";
    state.replaceChildren();
    if (!fixed) return;
    const task = document.createElement("span");
    task.lang = "en";
    task.append(...ticked(then));
    state.append(t("predictedAt", { clock: predicted.value }), " ", task, ".");
  };
  const set = (value: string): void => {
    predicted.value = value;
    form.dispatchEvent(new Event("change"));
    show();
  };
  const isFull = (): boolean =>
    inputs.every((input) =>
      input.type === "radio"
        ? inputs.some((other) => other.name === input.name && other.checked)
        : input.value.trim() !== "",
    );
  fix.addEventListener("click", () => {
    if (!isFull()) {
      state.textContent = t("fillInFirst");
      return;
    }
    void enter().then(
      (controller) => {
        set(controller.clock());
      },
      () => {
        state.textContent = t("tooEarly");
      },
    );
  });
  again.addEventListener("click", () => {
    void enter().then(async (controller) => {
      await controller.anew();
      showObserved(section, []);
      section.querySelector("[data-result]")?.replaceChildren();
      set("");
    });
  });
  show();
}
