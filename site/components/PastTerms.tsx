/** The terminals as they were at the instant that is looked at: to read, not to type into. */
import type { PastView } from "../../sandbox/worker/protocol.ts";
import { ReviewScreen } from "./ReviewScreen.tsx";
import { t } from "../i18n/text.ts";

/** Screens of the past stand behind those of the present. */
export const PAST_SCREENS = 1_000;

interface Props {
  readonly past: PastView;
  /** Terminals that are shown, one under the other. */
  readonly shown: readonly number[];
}

export function PastTerms({ past, shown }: Props) {
  return (
    <div class={`past-terms ${shown.length > 1 ? "is-split" : ""}`}>
      {shown.map((id) => {
        const terminal = past.terminals.find((one) => one.id === id);
        return terminal === undefined ? (
          <p key={id} class="past-none">
            {t("thisTerminalWasNotOpenYet")}
          </p>
        ) : (
          <div key={id} class="past-term">
            <p class="past-name">{t("titleAsItWas", { title: terminal.title })}</p>
            <ReviewScreen
              text={terminal.text}
              cols={terminal.cols}
              rows={terminal.rows}
              label={t("terminalTitleAsItWas", { title: terminal.title })}
              screen={PAST_SCREENS + id}
            />
          </div>
        );
      })}
    </div>
  );
}
