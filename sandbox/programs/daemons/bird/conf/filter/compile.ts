/**
 * Filters as closures. BIRD 1.6.8: interpret() of filter/filter.c, its checks of types and its words.
 * Left out: roa_check() finds no table (ROA tables hold nothing here).
 */
import { maskOf } from "../../../../../wire/addr.ts";
import type { Block, Call, Cmd, MaskPart, Term } from "./ast.ts";
import type { MaskItem } from "./as-path.ts";
import { pathFirst, pathLast, pathLastNonaggregated, pathLength, pathPrepend } from "./as-path.ts";
import { ecNumber } from "./construct.ts";
import { changeList } from "./lists.ts";
import { FilterStop, type Machine, type Stop } from "./machine.ts";
import { inRange } from "./range.ts";
import { getAttr, getStatic, setAttr, setStatic } from "./route-access.ts";
import { findInSet, type SetItem, sortSet } from "./set.ts";
import { bool, compare, ENUM, formatValue, int, same, type Value, VOID } from "./value.ts";

export type Step = (m: Machine) => Value;
/** Commands: null when they ran to their end. */
export type Run = (m: Machine) => Stop | null;

export function compileTerm(term: Term): Step {
  const { line } = term;
  switch (term.op) {
    case "const": {
      const { value } = term;
      return () => value;
    }
    case "var": {
      const { sym } = term;
      return () => sym.value ?? VOID;
    }
    case "+":
    case "-":
    case "*":
    case "/":
      return arithmetic(term.op, compileTerm(term.a), compileTerm(term.b), line);
    case "&&":
    case "||":
      return logic(term.op === "||", compileTerm(term.a), compileTerm(term.b), line);
    case "=":
    case "!=": {
      const [a, b, yes] = [compileTerm(term.a), compileTerm(term.b), term.op === "="];
      return (m) => bool(same(a(m), b(m)) === yes);
    }
    case "<":
    case "<=":
      return order(compileTerm(term.a), compileTerm(term.b), term.op === "<" ? -1 : 0, line);
    case "~":
    case "!~":
      return membership(term.op, compileTerm(term.a), compileTerm(term.b), line);
    case "!": {
      const a = compileTerm(term.a);
      return (m) => {
        const v = a(m);
        return v.t === "bool" ? bool(v.n === 0) : m.fail(line, "Not applied to non-boolean");
      };
    }
    case "defined": {
      const a = compileTerm(term.a);
      return (m) => bool(a(m).t !== "void");
    }
    case "call":
      return callTerm(term);
    default:
      return compileMore(term);
  }
}

type Basic =
  | "const"
  | "var"
  | "+"
  | "-"
  | "*"
  | "/"
  | "&&"
  | "||"
  | "="
  | "!="
  | "<"
  | "<="
  | "~"
  | "!~"
  | "!"
  | "defined"
  | "call";

function compileMore(term: Exclude<Term, { op: Basic }>): Step {
  const { line } = term;
  switch (term.op) {
    case "pair":
      return pair(compileTerm(term.a), compileTerm(term.b), line);
    case "ec":
      return extended(term.kind, compileTerm(term.a), compileTerm(term.b), line);
    case "lc":
      return large([term.a, term.b, term.c].map(compileTerm), line);
    case "static-attr": {
      const { attr } = term;
      return (m) => getStatic(m, attr, line);
    }
    case "attr": {
      const { attr } = term;
      return (m) => getAttr(m, attr, line);
    }
    case "preference":
      return (m) => (m.rte === null ? m.fail(line, "No route to access") : int(m.pref));
    case "mask": {
      const [a, b] = [compileTerm(term.a), compileTerm(term.b)];
      return (m) => mask(m, a(m), b(m), line);
    }
    case "empty": {
      const { type } = term;
      const value: Value = type === "path" ? { t: type, path: [] } : { t: type, list: [] };
      return () => value;
    }
    case "prepend": {
      const [a, b] = [compileTerm(term.a), compileTerm(term.b)];
      return (m) => {
        const path = a(m);
        const asn = b(m);
        if (path.t !== "path") return m.fail(line, "Can't prepend to non-path");
        if (asn.t !== "int") return m.fail(line, "Can't prepend non-integer");
        return { t: "path", path: pathPrepend(path.path, asn.n) };
      };
    }
    case "add":
    case "delete":
    case "filter": {
      const how = term.op;
      const [a, b] = [compileTerm(term.a), compileTerm(term.b)];
      return (m) => {
        const list = a(m);
        return changeList(m, how, list, b(m), line);
      };
    }
    case "mask-template":
      return maskTemplate(term.parts, line);
    case "roa":
      return roaCheck(term.a, term.b, line);
    default:
      return part(term.op, compileTerm(term.a), line);
  }
}

// ── operators ────────────────────────────────────────────────────────────────────────────────

function arithmetic(op: "+" | "-" | "*" | "/", a: Step, b: Step, line: number): Step {
  return (m) => {
    const x = a(m);
    const y = b(m);
    if (x.t !== y.t) return m.fail(line, "Can't operate with values of incompatible types");
    if (x.t === "void") return m.fail(line, "Can't operate with values of type void");
    if (x.t !== "int" || y.t !== "int") return m.fail(line, "Usage of unknown type");
    if (op === "+") return int(x.n + y.n);
    if (op === "-") return int(x.n - y.n);
    if (op === "*") return int(Math.imul(x.n, y.n));
    if (y.n === 0) return m.fail(line, "Mother told me not to divide by 0");
    return int(Math.floor(x.n / y.n));
  };
}

function logic(isOr: boolean, a: Step, b: Step, line: number): Step {
  const words = "Can't do boolean operation on non-booleans";
  return (m) => {
    const x = a(m);
    if (x.t !== "bool") return m.fail(line, words);
    if ((x.n === 1) === isOr) return x;
    const y = b(m);
    return y.t === "bool" ? y : m.fail(line, words);
  };
}

/** `limit` -1: less; 0: less or the same. */
function order(a: Step, b: Step, limit: number, line: number): Step {
  return (m) => {
    const x = a(m);
    const by = compare(x, b(m));
    if (by === null) return m.fail(line, "Can't compare values of incompatible types");
    return bool(by <= limit);
  };
}

function membership(op: "~" | "!~", a: Step, b: Step, line: number): Step {
  return (m) => {
    const x = a(m);
    const yes = inRange(x, b(m));
    if (yes === null) return m.fail(line, `${op} applied on unknown type pair`);
    return bool(yes === (op === "~"));
  };
}

function pair(a: Step, b: Step, line: number): Step {
  const where = "in pair constructor";
  return (m) => {
    const x = a(m);
    const y = b(m);
    if (x.t !== "int" || y.t !== "int")
      return m.fail(line, `Can't operate with value of non-integer type ${where}`);
    if (x.n > 0xffff || y.n > 0xffff)
      return m.fail(line, `Can't operate with value out of bounds ${where}`);
    return { t: "pair", n: ((x.n << 16) | y.n) >>> 0 };
  };
}

function extended(kind: number, a: Step, b: Step, line: number): Step {
  const where = "in EC constructor";
  return (m) => {
    const key = a(m);
    const value = b(m);
    if (key.t !== "int" && key.t !== "ip" && key.t !== "quad")
      return m.fail(line, `Can't operate with key of non-integer/IPv4 type ${where}`);
    if (value.t !== "int")
      return m.fail(line, `Can't operate with value of non-integer type ${where}`);
    const ec = ecNumber(kind, key.t !== "int", key.n, value.n);
    if (ec === null) return m.fail(line, `Can't operate with value out of bounds ${where}`);
    return { t: "ec", ec };
  };
}

function large(steps: readonly Step[], line: number): Step {
  return (m) => {
    const parts = steps.map((step) => step(m));
    const numbers = parts.map((v) => (v.t === "int" ? v.n : null));
    const [x, y, z] = numbers;
    if (typeof x !== "number" || typeof y !== "number" || typeof z !== "number")
      return m.fail(line, "Can't operate with value of non-integer type in LC constructor");
    return { t: "lc", lc: [x, y, z] };
  };
}

function mask(m: Machine, ip: Value, length: Value, line: number): Value {
  if (length.t !== "int") return m.fail(line, "Integer expected");
  if (ip.t !== "ip") return m.fail(line, "You can mask only IP addresses");
  const bits = length.n > 32 ? 0 : maskOf(length.n);
  return { t: "ip", n: ip.n & bits };
}

type PartName = "ip" | "len" | "first" | "last" | "last_nonaggregated";

function part(name: PartName, a: Step, line: number): Step {
  if (name === "len") return (m) => int(length(m, a(m), line));
  if (name === "ip")
    return (m) => {
      const v = a(m);
      return v.t === "prefix" ? { t: "ip", n: v.address } : m.fail(line, "Prefix expected");
    };
  const end = name === "first" ? pathFirst : name === "last" ? pathLast : pathLastNonaggregated;
  return (m) => {
    const v = a(m);
    return v.t === "path" ? int(end(v.path)) : m.fail(line, "AS path expected");
  };
}

function length(m: Machine, v: Value, line: number): number {
  if (v.t === "prefix") return v.length;
  if (v.t === "path") return pathLength(v.path);
  if (v.t === "clist" || v.t === "eclist" || v.t === "lclist") return v.list.length;
  return m.fail(line, "Prefix, path, clist or eclist expected");
}

function maskTemplate(parts: readonly MaskPart[], line: number): Step {
  const steps = parts.map((one) => ("term" in one ? compileTerm(one.term) : one));
  return (m) => {
    const mask1: MaskItem[] = steps.map((one) => {
      if (typeof one !== "function") return one;
      const v = one(m);
      if (v.t !== "int")
        return m.fail(line, "Error resolving path mask template: value not an integer");
      return { kind: "asn", asn: v.n };
    });
    return { t: "mask", mask: mask1 };
  };
}

function roaCheck(a: Term | null, b: Term | null, line: number): Step {
  const [net, asn] = [a === null ? null : compileTerm(a), b === null ? null : compileTerm(b)];
  return (m) => {
    if (net !== null && asn !== null && (net(m).t !== "prefix" || asn(m).t !== "int"))
      return m.fail(line, "Invalid argument to roa_check()");
    if (net === null && m.rte === null) return m.fail(line, "No route to access");
    return { t: "enum", e: ENUM.ROA, n: 0 };
  };
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────

export function compileBlock(block: Block): Run {
  const run = compileCommands(block.commands);
  const { locals } = block;
  if (locals.length === 0) return run;
  return (m) => {
    for (const sym of locals) sym.value = null;
    return run(m);
  };
}

function compileCommands(commands: readonly Cmd[]): Run {
  const runs = commands.map(compileCommand);
  if (runs.length === 1) return runs[0] as Run;
  return (m) => {
    for (const run of runs) {
      const stop = run(m);
      if (stop !== null) return stop;
    }
    return null;
  };
}

function compileCommand(cmd: Cmd): Run {
  const { line } = cmd;
  switch (cmd.op) {
    case "if":
      return conditional(cmd);
    case "set": {
      const a = compileTerm(cmd.a);
      const { sym } = cmd;
      return (m) => assign(m, sym, a(m), line);
    }
    case "return": {
      const a = compileTerm(cmd.a);
      return (m) => {
        m.returned = a(m);
        return "return";
      };
    }
    case "set-attr": {
      const a = cmd.a === null ? null : compileTerm(cmd.a);
      const { attr } = cmd;
      return (m) => {
        setAttr(m, attr, a === null ? null : a(m), line);
        return null;
      };
    }
    case "set-static": {
      const a = compileTerm(cmd.a);
      const { attr } = cmd;
      return (m) => {
        setStatic(m, attr, a(m), line);
        return null;
      };
    }
    case "set-preference":
      return preference(compileTerm(cmd.a), line);
    case "break":
      return breakCommand(cmd);
    case "case":
      return caseCommand(cmd);
    case "call":
      return callCommand(cmd);
  }
}

type CmdOf<Op extends Cmd["op"]> = Extract<Cmd, { readonly op: Op }>;

function conditional(cmd: CmdOf<"if">): Run {
  const test = compileTerm(cmd.test);
  const then = compileCommands(cmd.then);
  const otherwise = cmd.otherwise === null ? null : compileCommands(cmd.otherwise);
  return (m) => {
    const v = test(m);
    if (v.t !== "bool") return m.fail(cmd.line, "If requires boolean expression");
    if (v.n === 1) return then(m);
    return otherwise === null ? null : otherwise(m);
  };
}

type Variable = CmdOf<"set">["sym"];

function assign(m: Machine, sym: Variable, value: Value, line: number): null {
  const type = sym.meaning.is === "variable" ? sym.meaning.type : "";
  if (value.t === type || value.t === "void") sym.value = value;
  else if (type === "quad" && value.t === "ip") sym.value = { t: "quad", n: value.n };
  else m.fail(line, "Assigning to variable of incompatible type");
  return null;
}

function preference(a: Step, line: number): Run {
  return (m) => {
    if (m.rte === null) return m.fail(line, "No route to access");
    const v = a(m);
    if (v.t !== "int") return m.fail(line, "Can't set preference to non-integer");
    if (v.n > 0xffff) return m.fail(line, "Setting preference value out of bounds");
    m.pref = v.n;
    m.copied = true;
    return null;
  };
}

function breakCommand(cmd: CmdOf<"break">): Run {
  const prints = cmd.prints.map(compileTerm);
  const { how } = cmd;
  return (m) => {
    for (const step of prints) m.print(formatValue(step(m)));
    if (how === "print" || (how !== "printn" && prints.length > 0)) m.flush();
    if (how === "print" || how === "printn") return null;
    if (how === "quitbird") m.host.log("fatal", "Filter asked me to die");
    return how === "accept" ? "accept" : how === "reject" ? "reject" : "error";
  };
}

interface Arm extends SetItem {
  readonly body: Run;
}

function caseCommand(cmd: CmdOf<"case">): Run {
  const a = compileTerm(cmd.a);
  const arms: Arm[] = [];
  let otherwise: Run | null = null;
  for (const { items, body } of cmd.arms) {
    const run = compileCommands(body);
    if (items === null) otherwise ??= run;
    else for (const item of items) arms.push({ ...item, body: run });
  }
  const sorted = sortSet(arms);
  return (m) => {
    const arm = sorted[findInSet(sorted, a(m))];
    if (arm !== undefined) return arm.body(m);
    return otherwise === null ? null : otherwise(m);
  };
}

// ── functions ────────────────────────────────────────────────────────────────────────────────

/** Arguments to their places, then the body; its `return` ends here. */
function callCommand(call: Call): Run {
  const args = call.args.map(compileTerm);
  let body: Run | null = null;
  return (m) => {
    m.returned = null;
    args.forEach((step, i) => {
      const sym = call.params[i];
      if (sym !== undefined) assign(m, sym, step(m), call.line);
    });
    if (call.body === null) return null;
    body ??= compileBlock(call.body);
    m.returned = null;
    const stop = body(m);
    return stop === "return" ? null : stop;
  };
}

function callTerm(call: Call): Step {
  const run = callCommand(call);
  return (m) => {
    const stop = run(m);
    if (stop !== null) throw new FilterStop(stop);
    const value = m.returned ?? VOID;
    m.returned = null;
    return value;
  };
}
