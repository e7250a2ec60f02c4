/**
 * Takes every way to a network out of the worker, before the first line of anything else. A second lock:
 * the policy of the page says connect-src 'self', and the worker's own (by header) says 'none'.
 * Dynamic import stays: it can only load this site's own chunks.
 */
for (const name of [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "EventSource",
  "importScripts",
  "BroadcastChannel",
  "indexedDB",
  "caches",
  "Worker",
  "SharedWorker",
  "RTCPeerConnection",
  "Notification",
]) {
  for (
    let holder: object | null = globalThis;
    holder !== null;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    if (Object.hasOwn(holder, name)) Reflect.deleteProperty(holder, name);
  }
}

export {};
