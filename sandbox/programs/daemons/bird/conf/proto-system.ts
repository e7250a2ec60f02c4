/**
 * `protocol device`, `direct`, `kernel` and `pipe`. BIRD 1.6.8: sysdep/unix/krt.Y, sysdep/linux/netlink.Y,
 * nest/config.Y, proto/pipe/config.Y.
 */
import { checkChannel } from "./bird2.ts";
import type { Drafts } from "./draft.ts";
import type { Parser } from "./parser.ts";
import { options, type Start, startProtocol } from "./proto-common.ts";
import type { Conf } from "./statements.ts";

export function parseDevice(p: Parser, conf: Conf, start: Start): void {
  if (conf.hasDevice) p.stop("Kernel device protocol already defined");
  conf.hasDevice = true;
  const draft = startProtocol(p, conf, "device", start) as Drafts["device"];
  options(p, conf, draft, (word) => {
    if (word === "scan") {
      p.need("time");
      draft.scanTime = p.expr();
    } else if (word === "primary") {
      const pattern = p.at("TEXT") ? p.needText() : null;
      draft.primary.push({ pattern, prefix: p.prefixOrAddress() });
    } else p.syntax();
  });
}

export function parseDirect(p: Parser, conf: Conf, start: Start): void {
  const draft = startProtocol(p, conf, "direct", start) as Drafts["direct"];
  options(p, conf, draft, (word) => {
    if (word === "interface") (draft.interfaces ??= []).push(p.interfaceList());
    else if (word === "check") {
      p.need("link");
      draft.checkLink = p.bool();
    } else p.syntax();
  });
  if (p.isBird2 && !start.isTemplate) checkChannel(p, conf, draft);
}

const MERGE_LIMIT = 16;

export function parseKernel(p: Parser, conf: Conf, start: Start): void {
  const draft = startProtocol(p, conf, "kernel", start) as Drafts["kernel"];
  options(p, conf, draft, (word) => kernelOption(p, draft, word));
  if (p.isBird2 && !start.isTemplate) checkChannel(p, conf, draft);
}

export function kernelOption(p: Parser, draft: Drafts["kernel"], word: string): void {
  switch (word) {
    case "scan":
      p.need("time");
      draft.scanTime = p.expr();
      return;
    case "persist":
    case "learn":
      draft[word] = p.bool();
      return;
    case "device":
      p.need("routes");
      draft.deviceRoutes = p.bool();
      return;
    case "graceful":
      p.need("restart");
      draft.gracefulRestart = p.bool();
      return;
    case "merge": {
      p.need("paths");
      draft.mergePaths = p.bool() ? MERGE_LIMIT : 0;
      if (!p.eat("limit")) return;
      draft.mergePaths = p.expr();
      if (draft.mergePaths < 1 || draft.mergePaths > 255)
        p.stop("Merge paths limit must be in range 1-255");
      return;
    }
    case "kernel":
      p.need("table");
      draft.kernelTable = p.expr();
      return;
    case "metric":
      draft.metric = p.expr();
      return;
    default:
      p.syntax();
  }
}

export function parsePipe(p: Parser, conf: Conf, start: Start): void {
  const draft = startProtocol(p, conf, "pipe", start) as Drafts["pipe"];
  options(p, conf, draft, (word) => {
    if (word === "peer") {
      p.need("table");
      const sym = p.needSym();
      if (!p.at(";")) p.syntax();
      if (sym.meaning.is !== "table") p.stop("Routing table name expected");
      draft.peerTable = sym.name;
    } else if (word === "mode") {
      const mode = p.next().kind;
      if (mode !== "opaque" && mode !== "transparent") return p.syntax();
      draft.mode = mode;
    } else p.syntax();
  });
}
