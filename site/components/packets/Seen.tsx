/**
 * One packet at all the places where it was captured, side by side: what changed from one to the next (MAC
 * addresses, TTL, addresses after NAT, what a tunnel put around it) stands out; the rest is a click away.
 */
import { useSignal } from "@preact/signals";
import type { SightingView } from "../../../sandbox/worker/protocol.ts";

/** Rows of the table: every field's values, and whether any place differs from the one before it. */
export function rowsOf(seen: readonly SightingView[]): {
  readonly name: string;
  readonly values: readonly (string | null)[];
  readonly changes: boolean;
}[] {
  const names: string[] = [];
  for (const sighting of seen)
    for (const name of Object.keys(sighting.fields)) if (!names.includes(name)) names.push(name);
  return names.map((name) => {
    const values = seen.map((sighting) => sighting.fields[name] ?? null);
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
        Seen at {seen.length} places{" "}
        <span>
          {rows.some((row) => row.changes)
            ? `what changed: ${rows
                .filter((row) => row.changes)
                .map((row) => row.name)
                .join(", ")}`
            : "nothing changed on the way"}
        </span>
      </summary>
      <div class="seen-scroll" tabIndex={0} role="region" aria-label="The packet, place by place">
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
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
                    {value ?? <span aria-label="not there">–</span>}
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
        Show what stays the same, too
      </label>
    </details>
  );
}
