/** The two filters that need no language: `all` and `none`. BIRD: FILTER_ACCEPT, FILTER_REJECT. */
import type { Filter } from "./types.ts";

export const ACCEPT: Filter = {
  name: "ACCEPT",
  run: (rte) => ({ accept: true, attrs: rte.attrs, pref: rte.pref }),
  same: (other) => other === ACCEPT,
};

export const REJECT: Filter = {
  name: "REJECT",
  run: (rte) => ({ accept: false, attrs: rte.attrs, pref: rte.pref }),
  same: (other) => other === REJECT,
};
