/** SCORM packages without a browser: manifests against ADL's rules, pages made relative, what an LMS is told. */
import { unzipSync, zipSync } from "fflate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  codeOf,
  codesOf,
  duration,
  placeOf,
  readMarks,
  type Sco,
  standing,
  writeMarks,
} from "../../site/scorm/marks.ts";
import { findApi, Lms } from "../../site/scorm/lms.ts";
import { report } from "../../site/scorm/report.ts";
import { manifest, type PackageEntry } from "../../tools/scorm/manifest.ts";
import { relativePage } from "../../tools/scorm/relative.ts";
import { loadKnownLesson, lessonNames } from "../../sandbox/cli/load-lesson.ts";

const sco: Sco = {
  version: "1.2",
  title: "3. A pair",
  pass: 50,
  lessons: [{ lesson: "03-veth", exercises: ["plug-it", "cut-it"], quizzes: ["both-ends"] }],
};

describe("what an LMS keeps", () => {
  it("never exceeds its limit, reads back what it wrote, and keeps its own marks first", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[\w-]{5}$/), { maxLength: 1_200 }),
        fc.integer({ min: 8, max: 4_096 }),
        (codes, limit) => {
          const mine = codes.filter((_, i) => i % 3 === 0);
          const text = writeMarks(new Set(codes), mine, limit);
          expect(text.length).toBeLessThanOrEqual(limit);
          const back = readMarks(text);
          const room = Math.floor((limit - 3) / 5);
          expect(back.size).toBe(Math.min(room, codes.length));
          expect([...back]).toEqual(
            [...mine, ...codes.filter((c) => !mine.includes(c))].slice(0, room),
          );
        },
      ),
    );
  });

  it("takes whatever an LMS hands back, and makes nothing of what is not its own", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        for (const code of readMarks(text)) expect(code).toMatch(/^[\w-]{5}$/u);
        expect(placeOf(text, sco)).toBeNull();
      }),
    );
    expect(placeOf("03-veth#exercise-cut-it", sco)).toEqual({
      lesson: "03-veth",
      anchor: "#exercise-cut-it",
    });
    expect(placeOf("05-routing", sco)).toBeNull();
    expect(placeOf('03-veth#a"onload=x', sco)).toBeNull();
  });

  it("has a code of its own for everything in the course, in far less than 4,096 characters", async () => {
    const lessons = [];
    for (const lesson of lessonNames()) {
      const known = await loadKnownLesson(lesson);
      if (known !== null)
        lessons.push({
          lesson,
          exercises: known.exercises.map((one) => one.id),
          quizzes: [...known.quizzes.keys()],
        });
    }
    const codes = codesOf(lessons);
    expect(new Set(codes).size).toBe(codes.length);
    expect(writeMarks(new Set(codes), codes, 4_096).length).toBe(3 + 5 * codes.length);
  });

  it("passes at the mark, completes at the end", () => {
    const done = new Set<string>();
    const at = (): unknown[] => {
      const { done: n, all, completed, passed } = standing(sco, done);
      return [n, all, completed, passed];
    };
    expect(at()).toEqual([0, 3, false, false]);
    done.add(codeOf("03-veth", "exercises", "plug-it"));
    expect(at()).toEqual([1, 3, false, false]);
    done.add(codeOf("03-veth", "quizzes", "both-ends"));
    expect(at()).toEqual([2, 3, false, true]);
    done.add(codeOf("03-veth", "exercises", "cut-it"));
    expect(at()).toEqual([3, 3, true, true]);
  });

  it("writes times as the versions have them", () => {
    expect(duration("1.2", 3_725_900)).toBe("0001:02:05");
    expect(duration("2004", 3_725_900)).toBe("PT1H2M5S");
    expect(duration("1.2", -5)).toBe("0000:00:00");
  });
});

describe("an LMS", () => {
  const lmsWith = (values: Record<string, string>, refuses = false): [Lms, [string, string][]] => {
    const set: [string, string][] = [];
    const api = {
      LMSInitialize: () => "true",
      LMSGetValue: (name: string) => values[name] ?? "",
      LMSSetValue: (name: string, value: string) => {
        set.push([name, value]);
        return refuses ? "false" : "true";
      },
      LMSCommit: () => "true",
      LMSFinish: () => "true",
      LMSGetLastError: () => "402",
      LMSGetErrorString: () => "not implemented",
    };
    const win = { API: api };
    const found = findApi({ ...win, parent: win } as unknown as Window, "2004");
    if (found === null) throw new Error("no API");
    const lms = new Lms(found);
    expect(lms.initialize()).toBe(true);
    return [lms, set];
  };
  const before = {
    learner: "",
    suspend: "",
    location: "",
    browsing: false,
    score: 80,
    passed: true,
    completed: false,
  };

  it("that has passed a learner is never told less", () => {
    const [lms, set] = lmsWith({});
    const codes = new Set<string>();
    report(lms, before, { standing: standing(sco, codes), codes, mine: [], place: "" });
    expect(new Map(set).get("cmi.core.lesson_status")).toBe("passed");
    expect(new Map(set).get("cmi.core.score.raw")).toBe("80");
  });

  it("is told a value once, and its refusal is known", () => {
    const [lms, set] = lmsWith({});
    lms.set("a", "1");
    lms.set("a", "1");
    lms.set("a", "2");
    expect(set).toEqual([
      ["a", "1"],
      ["a", "2"],
    ]);
    const [deaf] = lmsWith({}, true);
    expect(deaf.set("a", "1")).toBe(false);
    expect(deaf.trouble).toBe("a: 402 not implemented");
  });

  it("is found above, and not behind another origin or in a ring of parents", () => {
    const top: Record<string, unknown> = { API_1484_11: {} };
    top["parent"] = top;
    const middle = { parent: top };
    expect(findApi({ parent: middle } as unknown as Window, "2004")?.version).toBe("2004");
    const foreign = {};
    Object.defineProperty(foreign, "API", {
      get() {
        throw new DOMException("blocked", "SecurityError");
      },
    });
    expect(findApi({ parent: foreign } as unknown as Window, "1.2")).toBeNull();
    const a: Record<string, unknown> = {};
    const b = { parent: a };
    a["parent"] = b;
    expect(findApi(a as unknown as Window, "1.2")).toBeNull();
  });
});

describe("a package's pages", () => {
  it("are found from anywhere, without an index for folders", () => {
    const page =
      '<head><link href="/_astro/a.css"><script src="/_astro/b.js" type="module"></script></head>' +
      '<a title="a > b" href="/">home</a><a href="/lessons/05-routing/#nat">x</a><a href="//host/">y</a>' +
      '<a href="https://a.b/">z</a><a href="#here">h</a><p>&lt;a href="/x/"&gt; href="/x/"</p>' +
      '<script>const a = \'<a href="/x/">\';</script><!-- <a href="/x/"> --><dialog data-base></dialog>';
    expect(relativePage(page, "lessons/03-veth/index.html", "scorm/page.js")).toBe(
      '<head><link href="../../_astro/a.css"><script src="../../_astro/b.js" type="module"></script>' +
        '<script type="module" src="../../scorm/page.js"></script></head>' +
        '<a title="a > b" href="../../index.html">home</a><a href="../../lessons/05-routing/index.html#nat">x</a><a href="//host/">y</a>' +
        '<a href="https://a.b/">z</a><a href="#here">h</a><p>&lt;a href="/x/"&gt; href="/x/"</p>' +
        '<script>const a = \'<a href="/x/">\';</script><!-- <a href="/x/"> --><dialog data-base="../.."></dialog>',
    );
    expect(relativePage('<a href="/glossary/">g</a>', "index.html", null)).toBe(
      '<a href="./glossary/index.html">g</a>',
    );
  });

  it("zips the same bytes each time", () => {
    const zip = (): Uint8Array =>
      zipSync({ a: [new Uint8Array([1, 2]), { mtime: new Date(2000, 0, 1) }] });
    expect(zip()).toEqual(zip());
    expect(Object.keys(unzipSync(zip()))).toEqual(["a"]);
  });
});

// ── the manifest ─────────────────────────────────────────────────────────────────────────────────

const content: PackageEntry = {
  id: "underlay-course",
  title: 'Pods & "networks" <all>',
  scos: [
    { ...sco, id: "03-veth" },
    { ...sco, id: "05-routing", title: "5. Routing" },
  ],
  files: ["index.html", "a b/ü&.js"],
};

interface Node {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Node[];
}
/** Strict enough: throws for what is not well formed. */
function parseXml(text: string): Node {
  const root: Node = { name: "", attributes: new Map(), children: [] };
  const open = [root];
  const body = text.replace(/^<\?xml[^?]*\?>/u, "");
  const token = /<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gu;
  let at = 0;
  for (const match of body.matchAll(token)) {
    if (match.index !== at) throw new Error(`not well formed at ${body.slice(at, at + 40)}`);
    at += match[0].length;
    const [, close, name = "", attributes = "", empty, words] = match;
    if (words !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot);)/u.test(words)) throw new Error("a bare &");
      continue;
    }
    if (close === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another`);
      continue;
    }
    const node: Node = {
      name,
      attributes: new Map(
        [...attributes.matchAll(/([\w:]+)="([^"]*)"/gu)].map(([, k = "", v = ""]) => [k, v]),
      ),
      children: [],
    };
    open.at(-1)?.children.push(node);
    if (empty !== "/") open.push(node);
  }
  if (at !== body.length || open.length !== 1) throw new Error("not well formed at its end");
  return root.children[0] as Node;
}
const all = (node: Node, name: string): Node[] => [
  ...(node.name === name ? [node] : []),
  ...node.children.flatMap((child) => all(child, name)),
];

/** Facts of SCORM 1.2 CAM 2.3.2 and 2004 CAM 3.4: order and number of elements, who refers to whom, spelling. */
describe.each(["1.2", "2004-3", "2004-4"] as const)("the manifest of SCORM %s", (version) => {
  const root = parseXml(manifest(version, content));
  const ids = new Map(
    all(root, "resource").map((one) => [one.attributes.get("identifier") ?? "", one]),
  );

  it("has its parts in the schema's order, and says its version", () => {
    expect(root.name).toBe("manifest");
    expect(root.children.map((one) => one.name)).toEqual([
      "metadata",
      "organizations",
      "resources",
    ]);
    expect(root.children[0]?.children.map((one) => one.name)).toEqual(["schema", "schemaversion"]);
    expect(manifest(version, content)).toContain(
      `<schema>ADL SCORM</schema>\n    <schemaversion>${{ "1.2": "1.2", "2004-3": "2004 3rd Edition", "2004-4": "2004 4th Edition" }[version]}</schemaversion>`,
    );
  });

  it("names its default organization, and every item a resource that is a SCO", () => {
    const [organizations] = all(root, "organizations");
    const [organization] = all(root, "organization");
    expect(organizations?.attributes.get("default")).toBe(
      organization?.attributes.get("identifier"),
    );
    expect(organization?.children[0]?.name).toBe("title");
    const type = version === "1.2" ? "adlcp:scormtype" : "adlcp:scormType";
    const items = all(root, "item");
    expect(items).toHaveLength(2);
    for (const item of items) {
      expect(item.children[0]?.name).toBe("title");
      const resource = ids.get(item.attributes.get("identifierref") ?? "");
      expect(resource?.attributes.get(type)).toBe("sco");
      expect(resource?.attributes.get("type")).toBe("webcontent");
      const files = all(resource as Node, "file").map((file) => file.attributes.get("href"));
      expect(files).toContain(resource?.attributes.get("href"));
      for (const one of all(resource as Node, "dependency"))
        expect(ids.get(one.attributes.get("identifierref") ?? "")?.attributes.get(type)).toBe(
          "asset",
        );
    }
  });

  it("has identifiers that are XML names and occur once, and addresses that are URIs", () => {
    const names = [
      root,
      ...all(root, "organization"),
      ...all(root, "item"),
      ...all(root, "resource"),
    ].map((one) => one.attributes.get("identifier") ?? "");
    for (const name of names) expect(name).toMatch(/^[A-Za-z_][\w.-]*$/u);
    expect(new Set(names).size).toBe(names.length);
    const hrefs = all(root, "file").map((one) => one.attributes.get("href"));
    expect(hrefs).toContain("a%20b/%C3%BC&amp;.js");
  });

  it("leaves completion to the SCO (2004), and no mastery score that would fail who is not done (1.2)", () => {
    const text = manifest(version, content);
    expect(text.includes("masteryscore")).toBe(false);
    expect(all(root, "imsss:deliveryControls")).toHaveLength(version === "1.2" ? 0 : 2);
    for (const item of all(root, "item"))
      if (version !== "1.2")
        expect(item.children.map((one) => one.name)).toEqual(["title", "imsss:sequencing"]);
  });
});
