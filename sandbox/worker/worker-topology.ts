/** A worker that reads one topology from elsewhere and says what it is. Nothing of the model is in it. */
import "./seal.ts";
import * as v from "valibot";
import { TOPOLOGY_MAX } from "./protocol.ts";
import { readTopology } from "./read-topology.ts";

const TextSchema = v.pipe(v.string(), v.maxLength(TOPOLOGY_MAX));

onmessage = (event: MessageEvent): void => {
  postMessage(readTopology(v.parse(TextSchema, event.data)));
};
