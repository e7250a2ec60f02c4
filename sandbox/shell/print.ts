/** Functions as bash prints them back: `type f`, `declare -f`. */
import type { Command, FunctionDef, List, Redirect, Test, Word } from "./ast.ts";
import { isAssignment } from "./ast.ts";

export function printFunction(definition: FunctionDef): string {
  const body = definition.body;
  if (body.kind === "group") return `${definition.name} () \n{ \n${block(body.body, 4, true)}\n}\n`;
  if (body.kind === "redirected" && body.command.kind === "group") {
    return `${definition.name} () \n{ \n${block(body.command.body, 4, true)}\n} ${body.redirects.map(redirect).join(" ")}\n`;
  }
  return `${definition.name} () \n${command(body, 0, true)}\n`;
}

/** A command on a line, as `jobs` shows it. */
export function printCommand(node: Command): string {
  return command(node, 0, false);
}

/** A body: a statement a line inside functions, all on one line elsewhere. */
function block(list: List, indent: number, inFunction: boolean): string {
  const pad = " ".repeat(indent);
  return list
    .map((statement, i) => {
      const last = i === list.length - 1;
      const text = command(statement.command, indent, inFunction);
      return (
        (inFunction || i === 0 ? pad : "") + text + (statement.background ? " &" : last ? "" : ";")
      );
    })
    .join(inFunction ? "\n" : " ");
}
function inline(list: List, indent: number, inFunction: boolean): string {
  return list
    .map(
      (one, i) =>
        command(one.command, indent, inFunction) +
        (one.background ? " &" : i < list.length - 1 ? ";" : ""),
    )
    .join(" ");
}

function words(list: readonly Word[]): string {
  return list.map((word) => word.text).join(" ");
}

function redirect(one: Redirect): string {
  const fd = one.fd === null ? "" : typeof one.fd === "string" ? `{${one.fd}}` : String(one.fd);
  if (one.op === "<<" || one.op === "<<-")
    return `${fd}${one.op}${one.delimiter}\n${one.body}${one.delimiter}\n`;
  if (one.op === "<&" || one.op === ">&")
    return `${fd === "" ? (one.op === "<&" ? "0" : "1") : fd}${one.op}${one.target?.text ?? ""}`;
  return `${fd}${one.op} ${one.target?.text ?? ""}`;
}

function command(node: Command, indent: number, inFunction: boolean): string {
  const pad = " ".repeat(indent);
  const inner = indent + 4;
  switch (node.kind) {
    case "simple": {
      const parts: string[] = [];
      const value = (one: (typeof node.assigns)[number]): string => {
        const name = `${one.name}${one.index === null ? "" : `[${one.index}]`}${one.append ? "+" : ""}=`;
        return (
          name +
          (Array.isArray(one.value)
            ? `(${words(one.value as readonly Word[])})`
            : (one.value as Word).text)
        );
      };
      for (const one of node.assigns) parts.push(value(one));
      for (const word of node.words) parts.push(isAssignment(word) ? value(word) : word.text);
      for (const one of node.redirects) parts.push(redirect(one));
      return parts.join(" ");
    }
    case "andor":
      return (
        command(node.first, indent, inFunction) +
        node.rest.map((one) => ` ${one.op} ${command(one.command, indent, inFunction)}`).join("")
      );
    case "pipeline": {
      const head =
        (node.timed === "" ? "" : node.timed === "posix" ? "time -p " : "time ") +
        (node.negated ? "! " : "");
      return (
        head +
        node.stages
          .map(
            (stage, i) =>
              (i === 0 ? "" : node.both[i - 1] === true ? " 2>&1 | " : " | ") +
              command(stage, indent, inFunction),
          )
          .join("")
      );
    }
    case "if": {
      let out = "";
      node.clauses.forEach((clause, i) => {
        const deeper = indent + 4 * i;
        const p = " ".repeat(deeper);
        out += `${i === 0 ? "" : `${" ".repeat(deeper - 4)}else\n${p}`}if ${inline(clause.test, deeper, inFunction)}; then\n${block(clause.body, deeper + 4, inFunction)};\n`;
      });
      const depth = indent + 4 * (node.clauses.length - 1);
      if (node.otherwise !== null)
        out += `${" ".repeat(depth)}else\n${block(node.otherwise, depth + 4, inFunction)};\n`;
      for (let i = node.clauses.length - 1; i >= 0; i--)
        out += `${" ".repeat(indent + 4 * i)}fi${i > 0 ? ";\n" : ""}`;
      return out;
    }
    case "for":
    case "select": {
      const list =
        node.words === null
          ? ` in "$@"`
          : node.words.length === 0
            ? " in "
            : ` in ${words(node.words)}`;
      return `${node.kind} ${node.name}${list};\n${pad}do\n${block(node.body, inner, inFunction)};\n${pad}done`;
    }
    case "cfor":
      return `for ((${node.init.trim()}; ${node.test.trim()}; ${node.step.trim()}))\n${pad}do\n${block(node.body, inner, inFunction)};\n${pad}done`;
    case "while":
    case "until":
      return `${node.kind} ${inline(node.test, indent, inFunction)}; do\n${block(node.body, inner, inFunction)};\n${pad}done`;
    case "case": {
      const items = node.items.map((item) => {
        const body = item.body.length === 0 ? "" : `${block(item.body, inner + 4, inFunction)}\n`;
        return `${" ".repeat(inner)}${item.patterns.map((word) => word.text).join(" | ")})\n${body}${" ".repeat(inner)}${item.end}\n`;
      });
      return `case ${node.word.text} in \n${items.join("")}${pad}esac`;
    }
    case "group":
      if (!inFunction) return `{ ${inline(node.body, indent, false)}; }`;
      return `{ \n${block(node.body, inner, inFunction)}\n${pad}}`;
    case "subshell":
      return `( ${inline(node.body, indent, inFunction)} )`;
    case "arith":
      return `((${node.text}))`;
    case "cond":
      return `[[ ${test(node.test)} ]]`;
    case "redirected":
      return `${command(node.command, indent, inFunction)} ${node.redirects.map(redirect).join(" ")}`;
    case "function":
      return `function ${node.name} () \n${pad}${command(node.body, indent, true)}`;
    case "unsupported":
      return node.what;
  }
}

function test(node: Test): string {
  switch (node.kind) {
    case "unary":
      return `${node.op} ${node.word.text}`;
    case "binary":
      return `${node.left.text} ${node.op} ${node.right.text}`;
    case "not":
      return `! ${test(node.operand)}`;
    default:
      return node.operands.map(test).join(node.kind === "and" ? " && " : " || ");
  }
}
