/** The packet of a failed check, as a journey's steps. */
import type { WayView } from "../../sandbox/worker/protocol.ts";
import type { Checked, LabSession } from "./session.ts";

export async function evidenceSteps(
  session: LabSession,
  evidence: NonNullable<Checked["grade"]["evidence"]>,
): Promise<WayView[]> {
  const end = evidence.drop;
  const steps = await Promise.all(
    evidence.hops.map(async (hop): Promise<WayView> => ({
      at: hop.at,
      place: hop.place,
      what: hop.direction,
      where: hop.device,
      text: hop.summary,
      device: await session.deviceOf(`${hop.place}:${hop.device}`),
    })),
  );
  if (end !== null) {
    const text = end.detail === "" ? end.reason : `${end.reason} (${end.detail})`;
    const { at, place } = end;
    steps.push({ at, place, what: "drop", where: "", text, device: null });
  }
  return steps;
}
