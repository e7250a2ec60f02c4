/**
 * Whose work a name in the browser's storage belongs to. Alone on its own site the course has one learner a
 * browser; inside an LMS several people may share one, and site/scorm says which of them it is.
 */
export function keptAs(name: string): string {
  return name + (document.documentElement.dataset["keeper"] ?? "");
}
