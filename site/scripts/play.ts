/**
 * The free sandbox. A link's fragment fills the form and no more: the reader sees what it is, what it would run, and
 * presses Start. Everything that came from a link or a file becomes text, never markup.
 */
import type { LabController } from "../lab/start.tsx";
import {
  readFragment,
  type Shared,
  TOPOLOGY_MAX,
  topologyName,
  writeFragment,
} from "../lab/share.ts";
import { said } from "../i18n/said.ts";
import { t } from "../i18n/text.ts";

const EXAMPLE = `# Two machines behind a bridge, and a router between them and a third.
name: example
topology:
  defaults:
    kind: linux
  nodes:
    br0:
      kind: bridge
    a:
      exec:
        - ip addr add 10.9.0.11/24 dev eth1
        - ip route add default via 10.9.0.1
    b:
      exec:
        - ip addr add 10.9.0.12/24 dev eth1
        - ip route add default via 10.9.0.1
    router:
      sysctls:
        net.ipv4.ip_forward: 1
      exec:
        - ip addr add 10.9.0.1/24 dev eth1
        - ip addr add 10.8.0.1/24 dev eth2
    c:
      exec:
        - ip addr add 10.8.0.2/24 dev eth1
        - ip route add default via 10.8.0.1
  links:
    - endpoints: ["a:eth1", "br0:a"]
    - endpoints: ["b:eth1", "br0:b"]
    - endpoints: ["router:eth1", "br0:router"]
    - endpoints: ["router:eth2", "c:eth1"]
`;

const root = document.querySelector<HTMLElement>("[data-play]");

function part<T extends Element = HTMLElement>(selector: string): T {
  const found = root?.querySelector<T>(selector);
  if (found == null) throw new Error(`the page lacks ${selector}`);
  return found;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function say(text: string, ...more: readonly Node[]): void {
  part("[data-status]").replaceChildren(...(text === "" ? [] : [element("p", text)]), ...more);
}

function list(lines: readonly string[]): HTMLElement {
  const made = document.createElement("ul");
  made.append(...lines.slice(0, 20).map((line) => element("li", line)));
  return made;
}

let running: LabController | null = null;

function chosen(): Shared {
  const lab = part<HTMLSelectElement>("#play-lab").value;
  return lab === ""
    ? { kind: "topology", text: part<HTMLTextAreaElement>("#play-topology").value }
    : { kind: "lab", lab };
}

function showChoice(): void {
  const own = part<HTMLSelectElement>("#play-lab").value === "";
  part("[data-own-field]").hidden = !own;
}

/** A topology of one's own in the field; nothing of it runs. */
function put(text: string): void {
  part<HTMLSelectElement>("#play-lab").value = "";
  part<HTMLTextAreaElement>("#play-topology").value = text;
  showChoice();
}

/** What a topology is, in words; false: it is none, and why was said. */
async function look(text: string): Promise<boolean> {
  if (text.trim() === "") {
    say(t("theTopologyIsEmptyPasteOne"));
    return false;
  }
  if (text.length > TOPOLOGY_MAX) {
    say(t("topologyTooLong", { n: TOPOLOGY_MAX }));
    return false;
  }
  say(t("readingTheTopology"));
  const { readTopology } = await import("../../sandbox/worker/client.ts");
  const read = await readTopology(text);
  if (read.problems !== null) {
    say(
      t("thisTopologyCannotBeSimulated"),
      list(
        read.problems.map((one) =>
          t("lineLineColumnColumnMessage", {
            line: one.line,
            column: one.column,
            message: said(one.message),
          }),
        ),
      ),
    );
    return false;
  }
  const notes = [
    read.ignored.length > 0 ? t("withoutEffectHereWhat", { what: read.ignored.join(", ") }) : "",
    read.binds.length > 0
      ? t("filesThatItBindsAreNot", { what: [...new Set(read.binds)].slice(0, 10).join(", ") })
      : "",
  ].filter(Boolean);
  const commands = document.createElement("details");
  if (read.commands.length > 0) {
    const text = read.commands.slice(0, 200).join("\n").slice(0, 20_000);
    commands.append(
      element("summary", t("commandsRun", { n: read.commands.length })),
      element("pre", text),
    );
  }
  say(
    t("topologyIs", {
      name: read.name,
      machines: read.machines.length,
      links: read.links,
      notes: notes.join(" "),
    }),
    ...(read.commands.length > 0 ? [commands] : []),
  );
  return true;
}

async function start(): Promise<void> {
  const shared = chosen();
  if (shared.kind === "topology" && !(await look(shared.text))) return;
  if (shared.kind === "lab") say("");
  const panel = part(".lab");
  running?.close();
  running = null;
  panel.hidden = false;
  panel.dataset["state"] = "starting";
  void import("../lab/xterm.ts");
  const { startLab } = await import("../lab/start.tsx");
  running = await startLab(
    part(".lab-root"),
    shared.kind === "lab"
      ? { lesson: `play/${shared.lab}`, lab: shared.lab }
      : { lesson: `play/${topologyName(shared.text)}`, lab: "topology", topology: shared.text },
  );
  panel.dataset["state"] = "running";
  panel.scrollIntoView({ block: "nearest" });
  running.focus();
}

async function share(): Promise<void> {
  const shared = chosen();
  if (shared.kind === "topology" && !(await look(shared.text))) return;
  const fragment = await writeFragment(shared);
  if (fragment === null) {
    say(t("thisTopologyIsTooLargeFor"));
    return;
  }
  history.replaceState(null, "", `#${fragment}`);
  const link = location.href;
  try {
    await navigator.clipboard.writeText(link);
    say(t("linkCopied", { n: link.length }));
  } catch {
    const field = document.createElement("input");
    field.readOnly = true;
    field.value = link;
    field.setAttribute("aria-label", t("theLink"));
    say(t("thisBrowserDoesNotLetThe"), field);
    field.select();
  }
}

async function openFile(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  if (file.size > TOPOLOGY_MAX * 4) return say(t("theFileIsLargerThanA"));
  put(await file.text());
  await look(chosen().kind === "topology" ? part<HTMLTextAreaElement>("#play-topology").value : "");
}

async function fromLink(): Promise<void> {
  const shared = await readFragment(location.hash);
  if (shared === null) return;
  if (typeof shared === "string") return say(shared);
  if (shared.kind === "topology") {
    put(shared.text);
    if (await look(shared.text)) part("[data-status] p").prepend(t("fromTheLinkNothingOfIt"));
    return;
  }
  const select = part<HTMLSelectElement>("#play-lab");
  const known = [...select.options].some((option) => option.value === shared.lab);
  if (!known) return say(t("thereIsNoLabLabHere", { lab: shared.lab }));
  select.value = shared.lab;
  showChoice();
  say(t("fromTheLink", { lab: select.selectedOptions[0]?.textContent?.trim() ?? "" }));
}

function failed(error: unknown): void {
  say(t("didNotWork", { why: said(error instanceof Error ? error.message : String(error)) }));
}

if (root !== null) {
  const field = part<HTMLTextAreaElement>("#play-topology");
  part("#play-lab").addEventListener("change", () => {
    showChoice();
    say("");
  });
  part("[data-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    const button = part<HTMLButtonElement>("[data-start]");
    if (button.disabled) return;
    button.disabled = true;
    start()
      .catch(failed)
      .finally(() => {
        button.disabled = false;
      });
  });
  part("[data-share]").addEventListener("click", () => {
    share().catch(failed);
  });
  part("[data-example]").addEventListener("click", () => {
    put(EXAMPLE);
    say("");
    field.focus();
  });
  const picker = part<HTMLInputElement>("[data-file]");
  picker.addEventListener("change", () => {
    const file = picker.files?.[0];
    picker.value = "";
    openFile(file).catch(failed);
  });
  for (const type of ["dragover", "dragleave", "drop"] as const) {
    root.addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      field.toggleAttribute("data-over", type === "dragover");
      if (type === "drop") openFile(event.dataTransfer.files[0]).catch(failed);
    });
  }
  window.addEventListener("hashchange", () => {
    fromLink().catch(failed);
  });
  showChoice();
  fromLink().catch(failed);
}
