/**
 * The main thread in turns: what takes long (a terminal is made, opened, measured) is cut into pieces, one a
 * task, so that a key or a scroll gets in between.
 */

/** Resolves in a task of its own. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Resolves when the next frame has been drawn; at once in a tab that nobody sees. */
export function nextFrame(): Promise<void> {
  if (document.hidden) return nextTask();
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      void nextTask().then(resolve);
    });
  });
}

let last: Promise<unknown> = Promise.resolve();
/** One after another, each beginning in a task of its own. */
export function inTurn(work: () => Promise<void>): Promise<void> {
  const turn = last.then(nextTask).then(work);
  last = turn.catch(() => undefined);
  return turn;
}

/** When nothing else is to be done; in three seconds at the latest. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has none.
    if (typeof requestIdleCallback === "function")
      requestIdleCallback(() => resolve(), { timeout: 3_000 });
    else setTimeout(resolve, 500);
  });
}
