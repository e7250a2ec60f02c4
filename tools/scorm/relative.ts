/**
 * A built page that stands anywhere: its links to the site's root become relative, folders become their index.html
 * (many an LMS serves no folder), and one module is loaded before its own.
 */

/** A tag with its quoted attributes, a script with its text, or a comment: what is between is prose. */
const MARKUP =
  /<!--[\s\S]*?-->|(<script\b(?:[^>"']|"[^"]*"|'[^']*')*>)([\s\S]*?<\/script>)|<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>/gu;
const LINK = /(\s(?:href|src)=)"\/(?!\/)([^"]*)"/gu;

/** `path`: the page's own, in the package: "lessons/05-routing/index.html". */
export function relativePage(html: string, path: string, module: string | null): string {
  const depth = path.split("/").length - 1;
  const root = depth === 0 ? "." : Array.from({ length: depth }, () => "..").join("/");
  const links = (tag: string): string =>
    tag
      .replace(LINK, (_all, name: string, to: string) => `${name}"${root}/${indexed(to)}"`)
      // Astro writes an empty attribute without its value.
      .replace(/\sdata-base(?:="[^"]*")?(?=[\s/>])/u, ` data-base="${root}"`);
  const out = html.replace(
    MARKUP,
    (all, opening: string | undefined, script: string | undefined) => {
      if (opening !== undefined) return links(opening) + (script ?? "");
      return all.startsWith("<!--") ? all : links(all);
    },
  );
  if (module === null) return out;
  return out.replace(
    /<\/head>/u,
    () => `<script type="module" src="${root}/${module}"></script></head>`,
  );
}

/** "lessons/05-routing/#nat" is a page's address: its file is named. */
function indexed(to: string): string {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/su.exec(to) ?? [];
  return path === "" || path.endsWith("/") ? `${path}index.html${rest}` : path + rest;
}
