/**
 * The course without a network: after the first visit every page, lab and search index of this version is
 * kept in the browser. A newer version waits until no page of the old one is open, or until the reader
 * says so (site/scripts/offline.ts), so that an open lesson never meets another version's chunks.
 *
 * Built by site/plugins/offline.mjs, which writes the list of files. What a browser does with it:
 * Service Workers (W3C), section 2; the precache is Serwist's.
 */
import { type PrecacheEntry, Serwist } from "serwist";

declare const self: { readonly __SW_MANIFEST: (PrecacheEntry | string)[] };

new Serwist({
  precacheEntries: self.__SW_MANIFEST,
  precacheOptions: { cleanupOutdatedCaches: true, ignoreURLParametersMatching: [/.*/u] },
  clientsClaim: true,
}).addEventListeners();
