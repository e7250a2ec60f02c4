/** The last part of a long text; cut at a line's end. */

/** Of what a terminal printed before a reload, this many characters come back. */
const KEPT = 100_000;

export class Tail {
  private parts: string[] = [];
  private length = 0;

  add(text: string): void {
    this.parts.push(text);
    this.length += text.length;
    if (this.length <= 2 * KEPT) return;
    this.parts = [this.text()];
    this.length = this.parts[0]?.length ?? 0;
  }

  text(): string {
    const all = this.parts.join("");
    if (all.length <= KEPT) return all;
    const end = all.slice(-KEPT);
    return end.slice(end.indexOf("\n") + 1);
  }
}
