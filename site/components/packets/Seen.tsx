/**
 * One packet at all the places where it was captured, side by side: what changed from one to the next (MAC
 * addresses, TTL, addresses after NAT, what a tunnel put around it) stands out; the rest is a click away.
 */
import { useSignal } from "@preact/signals";
import type { SightingView } from "../../../sandbox/worker/protocol.ts";
import { t } from "../../i18n/text.ts";

/**
 * The packet's fields under one name at every place: where a tunnel carries it, its own headers are the inner ones,
 * and what stands around it is the envelope, `outer.`.
 */
function aligned(seen: readonly SightingView[]): readonly Readonly<Record<string, string>>[] {
  const carried = ({ fields }: SightingView): boolean =>
    Object.keys(fields).some((name) => name.startsWith("inner."));
  if (seen.every(carried)) return seen.map(({ fields }) => fields);
  return seen.map((sighting) => {
    if (!carried(sighting)) return sighting.fields;
    return Object.fromEntries(
      Object.entries(sighting.fields).map(([name, value]) => [
        name.startsWith("inner.") ? name.slice("inner.".length) : `outer.${name}`,
        value,
      ]),
    );
  });
}

/** What changed, in the words of the table; the envelope's fields come and go together and count as one. */
function changedNames(
  rows: readonly { readonly name: string; readonly changes: boolean }[],
): string {
  const names = rows
    .filter((row) => row.changes)
    .map((row) => (row.name.startsWith("outer.") ? t("theHeadersAround") : row.name));
  return [...new Set(names)].join(", ");
}

/** Rows of the table: every field's values, and whether any place differs from the one before it. */
export function rowsOf(seen: readonly SightingView[]): {
  readonly name: string;
  readonly values: readonly (string | null)[];
  readonly changes: boolean;
}[] {
  const places = aligned(seen);
  const names = [...new Set(places.flatMap((fields) => Object.keys(fields)))];
  return names.map((name) => {
    const values = places.map((fields) => fields[name] ?? null);
    return { name, values, changes: values.some((value) => value !== values[0]) };
  });
}

export function Seen({
  seen,
  here,
  nameOf,
  onGo,
}: {
  readonly seen: readonly SightingView[];
  readonly here: string;
  readonly nameOf: (device: string) => readonly [place: string, device: string];
  readonly onGo: (device: string, number: number) => void;
}) {
  const all = useSignal(false);
  if (seen.length < 2) return null;
  const rows = rowsOf(seen);
  const start = seen[0]?.at ?? 0;
  const shown = rows.filter((row) => all.value || row.changes);
  return (
    <details class="seen">
      <summary>
        {t("seenAtPlaces", { n: seen.length })}{" "}
        <span>
          {rows.some((row) => row.changes)
            ? t("whatChangedRows", { rows: changedNames(rows) })
            : t("nothingChanged")}
        </span>
      </summary>
      <div class="seen-scroll" tabIndex={0} role="region" aria-label={t("thePacketPlaceByPlace")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("field")}</th>
              {seen.map((sighting, i) => {
                const [place, device] = nameOf(sighting.device);
                return (
                  <th key={i} scope="col" class={sighting.device === here ? "is-here" : ""}>
                    <button
                      type="button"
                      onClick={() => {
                        onGo(sighting.device, sighting.number);
                      }}
                    >
                      {place}
                      <span>
                        {sighting.direction === "in" ? "←" : "→"} {device}
                      </span>
                    </button>
                    <small>+{((sighting.at - start) / 1e3).toFixed(3)} ms</small>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                {row.values.map((value, i) => (
                  <td key={i} class={i > 0 && value !== row.values[i - 1] ? "is-changed" : ""}>
                    {value ?? <span aria-label={t("notThere")}>–</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <label>
        <input
          type="checkbox"
          checked={all.value}
          onChange={(event) => {
            all.value = event.currentTarget.checked;
          }}
        />{" "}
        {t("showWhatStaysTheSameToo")}
      </label>
    </details>
  );
}
