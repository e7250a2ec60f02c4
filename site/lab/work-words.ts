/** Why a file of somebody's work is not read, in the interface's language. */
import type { BadFile } from "../../sandbox/worker/work.ts";
import { t } from "../i18n/text.ts";

export function whyBad({ problem, message }: BadFile): string {
  switch (problem) {
    case "oversize":
      return t("largerThanASubmission");
    case "truncated":
      return t("fileEndsTooEarly");
    case "foreign":
      return t("notAFileOfThisCourse");
    case "version":
      return t("fileOfAnotherVersion");
    case "altered":
      return t("fileWasChanged");
    case "malformed":
      // Says where, in the file's own terms.
      return message;
  }
}
