/** The chosen language for what is drawn from signals: whatever has asked for a text is drawn anew when it changes. */
import { effect, signal } from "@preact/signals";
import { language, onAsked, onLanguage } from "./text.ts";

const changes = signal(0);
onLanguage(() => {
  changes.value++;
});
onAsked(() => void changes.value);

/** An island says which language it speaks. */
export function speakWith(root: HTMLElement): void {
  effect(() => {
    void changes.value;
    root.lang = language();
  });
}
