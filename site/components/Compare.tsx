/** Tables of two machines, or of two instants, side by side: what is gone, new, and which words are others. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TableView } from "../../sandbox/worker/protocol.ts";
import { diffLines, type DiffRow, type Word } from "../lab/diff.ts";
import { clockText, shorten, type TimeMachine } from "../lab/time.ts";
import "../styles/time.css";
import { said } from "../i18n/said.ts";
import { t } from "../i18n/text.ts";

interface Side {
  readonly place: string;
  /** "now", "start", "shown", or "line:" and the number of a command: just before it. */
  readonly when: string;
}
interface Compared {
  readonly name: string;
  readonly line: string;
  readonly rows: readonly DiffRow[];
  readonly differs: number;
}
interface Found {
  readonly left: string;
  readonly right: string;
  readonly tables: readonly Compared[];
}

interface Props {
  readonly machine: TimeMachine;
  /** Where the learner is: the place that is compared with itself at first. */
  readonly place: string;
}

export function Compare({ machine, place }: Props) {
  const last = machine.lines.value.findLastIndex((line) => line.entered);
  const left = useSignal<Side>({ place, when: last < 0 ? "start" : `line:${last}` });
  const right = useSignal<Side>({ place, when: "now" });
  const counters = useSignal(false);
  const found = useSignal<Found | null>(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  const asked = useSignal(0);

  const compare = async (): Promise<void> => {
    const ask = ++asked.value;
    busy.value = true;
    trouble.value = "";
    const sides = [left.value, right.value];
    const answer = await machine
      .tables(sides.map((side) => ({ place: side.place, at: momentOf(machine, side.when) })))
      .catch(() => null);
    if (ask !== asked.value) return;
    busy.value = false;
    const [a, b] = answer ?? [];
    if (a === undefined || b === undefined) {
      trouble.value = t("theTablesCouldNotBeRead");
      return;
    }
    const missing = [a, b].find((one) => one.tables === null);
    if (missing !== undefined) {
      found.value = null;
      trouble.value = t("thereWasNoPlaceThen", { place: missing.place });
      return;
    }
    found.value = {
      left: `${a.place}, ${clockText(a.at - machine.begin)}`,
      right: `${b.place}, ${clockText(b.at - machine.begin)}`,
      tables: compareTables(a.tables ?? [], b.tables ?? [], counters.value),
    };
  };
  useEffect(() => void compare(), [left.value, right.value, counters.value]);

  const tables = found.value?.tables ?? [];
  const same = tables.filter((one) => one.differs === 0);
  return (
    <div class="compare">
      <div class="compare-bar">
        <Choice machine={machine} label={t("before")} side={left} />
        <button
          type="button"
          class="icon"
          aria-label={t("swapTheTwoSides")}
          title={t("swapTheTwoSides")}
          onClick={() => {
            [left.value, right.value] = [right.value, left.value];
          }}
        >
          ⇄
        </button>
        <Choice machine={machine} label={t("after")} side={right} />
        <label class="compare-counters">
          <input
            type="checkbox"
            checked={counters.value}
            onChange={(event) => {
              counters.value = event.currentTarget.checked;
            }}
          />
          {t("counters")}
        </label>
        <button
          type="button"
          class="chip-button"
          disabled={busy.value}
          onClick={() => void compare()}
        >
          {t("again")}
        </button>
      </div>
      <div class="compare-body" tabIndex={0} role="region" aria-label={t("differences")}>
        <p class="compare-sum" role="status">
          {trouble.value !== ""
            ? trouble.value
            : found.value === null
              ? t("theTablesAreReadInA")
              : summary(found.value)}
        </p>
        {tables
          .filter((one) => one.differs > 0)
          .map((table) => (
            <Table key={table.name} table={table} />
          ))}
        {same.length > 0 && (
          <details class="compare-same">
            <summary>
              {t("theSameOnBothSidesWhat", { what: same.map((one) => said(one.name)).join(", ") })}
            </summary>
            {same
              .filter((one) => one.rows.length > 0)
              .map((table) => (
                <Table key={table.name} table={table} />
              ))}
          </details>
        )}
      </div>
    </div>
  );
}

function summary(found: Found): string {
  const differ = found.tables.filter((one) => one.differs > 0);
  const what =
    differ.length === 0
      ? t("noDifference")
      : differ.map((one) => `${said(one.name)} ${one.differs}`).join(", ");
  return t("differsWhat", { left: found.left, right: found.right, what });
}

function momentOf(machine: TimeMachine, when: string): number | null {
  if (when === "start") return machine.begin;
  if (when === "shown") return machine.session.past.value?.at ?? null;
  if (!when.startsWith("line:")) return null;
  const line = machine.lines.value[Number(when.slice(5))];
  return line === undefined ? null : machine.before(line);
}

interface ChoiceProps {
  readonly machine: TimeMachine;
  readonly label: string;
  readonly side: { value: Side };
}

function Choice({ machine, label, side }: ChoiceProps) {
  const { session, begin, lines } = machine;
  const past = session.past.value;
  const commands = lines.value.flatMap((line, i) => (line.entered ? [{ line, i }] : [])).slice(-60);
  const places = session.places.value;
  return (
    <div class="compare-side" role="group" aria-label={label}>
      <select
        aria-label={t("labelWhere", { label })}
        value={side.value.place}
        onChange={(event) => {
          side.value = { ...side.value, place: event.currentTarget.value };
        }}
      >
        {(places.includes(side.value.place) ? places : [side.value.place, ...places]).map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <select
        aria-label={t("labelWhen", { label })}
        value={side.value.when}
        onChange={(event) => {
          side.value = { ...side.value, when: event.currentTarget.value };
        }}
      >
        <option value="start">{t("atTheStart")}</option>
        {commands.map(({ line, i }) => (
          <option key={i} value={`line:${i}`}>
            {t("beforeCommand", {
              at: clockText(machine.before(line) - begin),
              text: shorten(line.text, 40),
            })}
          </option>
        ))}
        {past !== null && (
          <option value="shown">{t("atTheMomentShown", { at: clockText(past.at - begin) })}</option>
        )}
        <option value="now">{t("now")}</option>
      </select>
    </div>
  );
}

/** iptables-save and nft count: that a number grew is mostly noise. */
function withoutCounters(line: string): string {
  return line.replace(/ \[\d+:\d+\]/u, "").replace(/ counter packets \d+ bytes \d+/u, " counter");
}

export function compareTables(
  left: readonly TableView[],
  right: readonly TableView[],
  counters: boolean,
): Compared[] {
  return left.map(({ name, line, lines }) => {
    const others = right.find((one) => one.name === name)?.lines ?? [];
    const clean = (all: readonly string[]): readonly string[] =>
      counters ? all : all.map(withoutCounters);
    const rows = diffLines(clean(lines), clean(others));
    return { name, line, rows, differs: rows.filter((row) => row.kind !== "same").length };
  });
}

function Table({ table }: { readonly table: Compared }) {
  return (
    <section class="compare-table" aria-label={said(table.name)}>
      <p class="compare-title">
        {said(table.name)} <code>{table.line}</code>
      </p>
      <ol>
        {table.rows.map((row, i) =>
          row.kind === "changed" ? (
            <>
              <Line key={`${i} gone`} kind="gone" words={row.before} />
              <Line key={`${i} new`} kind="new" words={row.after} />
            </>
          ) : (
            <Line key={i} kind={row.kind} words={[{ text: row.text, other: false }]} />
          ),
        )}
      </ol>
    </section>
  );
}

const SIGNS = { same: " ", gone: "−", new: "+" } as const;
const WORDS = { same: () => "", gone: () => t("beforeWord"), new: () => t("afterWord") } as const;

function Line({
  kind,
  words,
}: {
  readonly kind: keyof typeof SIGNS;
  readonly words: readonly Word[];
}) {
  return (
    <li class={`is-${kind}`}>
      <span class="sign" aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <span class="sr-only">{WORDS[kind]()}</span>
      <code>
        {words.map((word, i) => (word.other ? <mark key={i}>{word.text}</mark> : word.text))}
      </code>
    </li>
  );
}
