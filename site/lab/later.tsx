/** Parts of the panel that are loaded when they are first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { nextTask } from "./turns.ts";

/** A component whose code comes when it is first drawn, in a task of its own; until then `Wait`, or nothing. */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Wait: ComponentType<P> | null = null,
): ComponentType<P> {
  let here: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [, redraw] = useState(0);
    useEffect(() => {
      if (here !== null) return;
      load().then(
        async (component) => {
          await nextTask();
          here = component;
          redraw(1);
        },
        (error: unknown) => {
          console.warn("A part of the lab did not load.", error);
        },
      );
    }, []);
    if (here === null) return Wait === null ? null : <Wait {...props} />;
    return <>{[<Part key="part" part={here} props={props} />]}</>;
  };
}

function Part<P extends object>({
  part: Component,
  props,
}: {
  readonly part: ComponentType<P>;
  readonly props: P;
}) {
  return <Component {...props} />;
}
