/** Command lines for the core tools; `record.mjs` runs them in Debian 12's own, core.test.ts in ours. */
export interface Case {
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Files in the working directory, by name; a name that ends in "/" is a directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** stdout and stderr are one terminal of 120 x 40. */
  readonly tty?: boolean;
}

const words = "banana\napple\ncherry\napple\n";
const table = "a b c\n1 2 3\nx  y\tz\n";
const passwd = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n";
const numbers = "10\n9\n2\n-1\n1.5\n\nabc\n2\n";
const addr = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
       valid_lft forever preferred_lft forever
2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netns red
    inet 10.0.0.1/24 scope global eth0
       valid_lft forever preferred_lft forever
`;
const F = { f: words, t: table, p: passwd, n: numbers, a: addr, "d/": "", "d/x": "in d\n", e: "", u: "no newline" };

const c = (line: string, stdin?: string): Case => ({ argv: split(line), ...(stdin === undefined ? {} : { stdin }), files: F });
const tty = (line: string, stdin?: string): Case => ({ ...c(line, stdin), tty: true });

/** Words of a line; '...' and "..." keep blanks, $'...' knows \n and \t. */
export function split(line: string): string[] {
  const out: string[] = [];
  const pattern = /((?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"[^"]*"|[^\s'"])+)/g;
  for (const m of line.matchAll(pattern)) {
    out.push(
      (m[1] as string).replace(/\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"([^"]*)"/g, (_all, x?: string, a?: string, b?: string) =>
        x === undefined ? (a ?? b ?? "") : x.replace(/\\n/g, "\n").replace(/\\t/g, "\t").replace(/\\'/g, "'"),
      ),
    );
  }
  return out;
}

export const cases: readonly Case[] = [
  // cat
  c("cat f t"), c("cat -n f t"), c("cat -b t e f"), c("cat -A t"), c("cat nope f"), c("cat d"), c("cat -", "in\n"),
  c("cat -z"), c("cat --foo"), c("cat -s -n", "a\n\n\n\nb\n"), c("cat u f"), c("cat -E u"), c("cat --numb f"),
  c("cat -v", "\x01\x7fé\t\n"), c("cat --number=3"),
  // head, tail
  c("head -n 2 f"), c("head -2 f"), c("head -n -1 f"), c("head -c 5 f"), c("head -c -3 f"), c("head f t"), c("head nope f"),
  c("head -n x f"), c("head -z1 f"), c("head -n"), c("head d"), c("head -5x f"), c("head -qn1 f t"), c("head -v -n1 f"), c("head -n 0 f"),
  c("head -c 1k f"), c("head -n 1 u"), c("head -n -0 u"),
  c("tail -n 2 f"), c("tail -1 f"), c("tail -n +3 f"), c("tail -c 4 f"), c("tail -c +4 f"), c("tail nope f t"), c("tail -n x f"),
  c("tail -5x f"), c("tail d"), c("tail -n 1 u"), c("tail -n1 f u"), c("tail +2 f"), c("tail -n 0 f"), c("tail -n 2", "a\nb\nc"), c("tail -q -n1 f t"),
  // wc
  c("wc f"), c("wc -l f"), c("wc f t nope"), c("wc", "a b\nc\n"), c("wc -l", "a b\nc"), c("wc -lw f t"), c("wc -m", "é\n"), c("wc -c", "é\n"), c("wc -L t f"), c("wc d"), c("wc -q"), c("wc -l e f p"), c("wc -"),
  // sort
  c("sort f"), c("sort -r f"), c("sort -u f"), c("sort -n n"), c("sort -rn n"), c("sort -k 2 t"), c("sort -t: -k3n p"), c("sort -t : -k 3,3nr p"),
  c("sort -k2,2 -k1,1r", "b 1\na 2\nc 1\na 1\n"), c("sort -h", "1K\n2M\n3\n1.5K\n"), c("sort -V", "v1.10\nv1.9\nv1.2-rc\nv1.2\n"), c("sort -f", "b\nA\na\nB\n"),
  c("sort -c f"), c("sort -k x f"), c("sort -t ab f"), c("sort nope"), c("sort d"), c("sort -o out f"), c("sort -o /nope/x f"), c("sort -s -k1,1", "b 2\na 9\nb 1\n"),
  c("sort -M", "Feb\nJan\nx\nDec\n"), c("sort -g", "1e3\n5\n-2\nx\n"), c("sort u f"), c("sort -k1.2", "ab\nba\ncA\n"), c("sort -b -k2", "a   z\nb y\n"), c("sort -nu", "1\n01\n2\n"), c("sort -nk1,1 -nh"),
  c("sort -t. -n -k1,1 -k2,2 -k3,3 -k4,4", "10.0.0.10\n10.0.0.9\n9.1.1.1\n10.0.0.1\n"), c("sort -C f"), c("sort -k0 f"), c("sort -z9 f"), c("sort -d", "a-b\nab\na c\n"),
  // uniq
  c("uniq", "a\na\nb\na\n"), c("uniq -c", "a\na\nb\na\n"), c("uniq -d", "a\na\nb\n"), c("uniq -u", "a\na\nb\n"), c("uniq -i", "a\nA\nb\n"), c("uniq -f1", "1 a\n2 a\n3 b\n"),
  c("uniq -D", "a\na\nb\nc\nc\nc\n"), c("uniq -s1", "1a\n2a\n3b\n"), c("uniq -w1", "1a\n1b\n2b\n"), c("uniq nope"), c("uniq a b c"), c("uniq -f x"), c("uniq u"), c("uniq -c f"),
  // cut
  c("cut -d: -f1 p"), c("cut -d: -f1,3-4 p"), c("cut -f2 t"), c("cut -c1-3 f"), c("cut -c2- f"), c("cut -d: -f1 --complement p"), c("cut -d: -f2 -s", "a:b\nc\n"), c("cut -d: -f1,6 --output-delimiter=' -> ' p"),
  c("cut f"), c("cut -f0 f"), c("cut -f a f"), c("cut -d ab -f1 f"), c("cut -f1 -c1 f"), c("cut -f 3-1 f"), c("cut -f - f"), c("cut -c1 -d: f"), c("cut -b1,1-2,5 f"), c("cut -d@ -f1", "eth0@if7\nlo\n"), c("cut -f1 nope"), c("cut -d ' ' -f2-", "a b c\nno\n"), c("cut -c 1,3 --output-delimiter=: f"), c("cut -c-2 f"), c("cut -f1,x f"), c("cut -f1 -s e"),
  // tr
  c("tr a-z A-Z", "hello World\n"), c("tr -d l", "hello\n"), c("tr -s l", "hello  all\n"), c("tr -s ' '", "a   b\n"), c("tr -cd 0-9", "a1b2\n"), c("tr '[:lower:]' '[:upper:]'", "abc\n"), c("tr ' ' '\\n'", "a b c\n"), c("tr -c a-z '\\n'", "ab1cd\n"),
  c("tr abc x", "aabbccd\n"), c("tr"), c("tr a"), c("tr a b c"), c("tr -d a b"), c("tr z-a b"), c("tr '[:foo:]' b"), c("tr a ''"), c("tr -d '\\n'", "a\nb\n"), c("tr '\\141' b", "abc\n"), c("tr -ds a b", "aabbcc\n"), c("tr -t abc x", "abc\n"), c("tr a-c '[x*]'", "abcd\n"), c("tr -d '[:space:]'", "a b\tc\n"), c("tr -s a-z A-Z", "aabb\n"), c("tr , '\\t'", "a,b\n"),
  // seq
  c("seq 3"), c("seq 2 4"), c("seq 1 2 7"), c("seq 5 -2 1"), c("seq -w 8 11"), c("seq -s, 3"), c("seq 0 0.25 1"), c("seq -f 'net%03g' 2"), c("seq"), c("seq a"), c("seq 1 2 3 4"), c("seq 1 0 5"), c("seq 3 1"), c("seq -f %d 3"), c("seq -f x 3"), c("seq -1 1"), c("seq 1 -w 3"), c("seq 0.1 0.1 0.5"), c("seq -w 0 0.5 10"), c("seq 10 -5 -5"),
  // grep
  c("grep apple f"), c("grep -n a f"), c("grep -v apple f"), c("grep -c apple f"), c("grep -i APPLE f"), c("grep zzz f"), c("grep -q apple f"), c("grep -l a f t e"), c("grep -L apple f t"), c("grep -o '[a-z]*an' f"), c("grep -w a t"), c("grep -x apple f"), c("grep -e apple -e cherry f"), c("grep -E 'apple|cherry' f"), c("grep 'apple\\|cherry' f"), c("grep -F . f"), c("grep -A1 banana f"), c("grep -B1 cherry f"), c("grep -C1 cherry f"), c("grep -m1 a f"), c("grep a f t"), c("grep -h a f t"), c("grep -H apple f"), c("grep a nope f"), c("grep -s a nope"), c("grep a d"), c("grep -r in d"), c("grep -rn in d f"), c("grep '[' f"), c("grep -E '(' f"), c("grep -E 'a{2' f"), c("grep '\\(' f"), c("grep -E 'a**' f"), c("grep -z9 a f"), c("grep"), c("grep -A x a f"), c("grep -m x a f"), c("grep --color=always -n an f"), c("grep --color=always -i apple f t"), c("grep --colour=always -o a f"), c("grep --color=always -A1 -n banana f"), c("grep -on a f"), c("grep -b an f"), c("grep -nb -o an f"), c("grep '^$' n"), c("grep -c '' n"), c("grep -E '^[0-9]+$' n"), c("grep 'inet ' a"), c("grep -Eo 'inet6? [^ ]+' a"), c("grep -oP 'inet \\K[0-9.]+' a"), c("grep -oE '[0-9]+(\\.[0-9]+){3}' a"), c("grep -w lo a"), c("grep -Ev '^ ' a"), c("grep -c . u"), c("grep new u"), c("grep '\\bap' f"), c("grep '\\(a\\)\\1' f"), c("grep 'a\\{1,2\\}n' f"), c("grep -e a -f nope"), c("grep -f e f"), c("grep -vf e f"), c("grep '' f"), c("grep -v '' f"), c("grep -io 'A[PN]' f"), c("grep -E 'a|b|' f"), c("grep -n -m2 a f t"), c("grep --label=in -H x", "x\n"), c("grep x -", "ax\n"), c("grep -a x", "a\x00x\n"), c("grep x", "a\x00x\n"), c("grep -E 'a+?' f"), c("grep '*a' f"), c("grep -E '*a' f"), c("grep -E 'x{1}' t"), c("grep '[[:digit:]]' t"), c("grep '[[:foo:]]' t"), c("grep '[:digit:]' t"), c("grep 'a\\' f"), c("grep -E 'a{3,1}' f"), c("grep '[z-a]' f"), c("grep -E '()' f"), c("grep -E ')' f"), c("grep 'b\\|' f"), c("grep --foo a f"), c("grep --include='*.x' -r in d"), c("grep -rl in ."), c("grep -Z -l a f"), c("grep -lv a f t e"), c("grep -5 cherry f"), c("grep -An a f"), c("grep -E 'ab|a(bc)?' f", ""), c("grep -oE 'ap|apple' f"), c("grep -ow 'a[a-z]*' t"),
  tty("grep an f"), tty("grep --color=auto an f"), tty("grep zz nope f"),
  c("egrep 'a|b' t"), c("fgrep . a"),
  // sed
  c("sed s/a/X/ f"), c("sed s/a/X/g f"), c("sed s/a/X/2 f"), c("sed -n /apple/p f"), c("sed /apple/d f"), c("sed 2d f"), c("sed '2,3d' f"), c("sed '$d' f"), c("sed -n '2,$p' f"), c("sed -n '$=' f"), c("sed 1q f"), c("sed 2q5 f"), c("sed -e 1d -e s/a/b/ f"), c("sed 's/\\(.*\\)an/\\1X/' f"), c("sed -E 's/(a)(p+)/\\2\\1/' f"), c("sed 's/.*/[&]/' f"), c("sed 's/a/\\n/' f"), c("sed 'y/abc/xyz/' f"), c("sed '1i\\hello' f"), c("sed '1a world' f"), c("sed '2c changed' f"), c("sed '2,3c changed' f"), c("sed -n 'N;P;D' f"), c("sed 'N;s/\\n/-/' f"), c("sed '$!N;s/\\n/ /' f"), c("sed G f"), c("sed -n '1!G;h;$p' f"), c("sed = f"), c("sed -n l t"), c("sed 's/x/y/;t;s/$/!/' t"), c("sed ':a;N;$!ba;s/\\n/,/g' f"), c("sed 's/A/x/I' f"), c("sed 's/an/<&>/2' f"), c("sed -n 's/apple/X/p' f"), c("sed '/b/,/c/d' f"), c("sed '0~2d' f"), c("sed '1~2d' f"), c("sed '2,+1d' f"), c("sed '/apple/!d' f"), c("sed '/apple/{s/a/A/;s/e/E/}' f"), c("sed -s -n '$p' f t"), c("sed -n '$p' f t"), c("sed s/a/X/ nope f"), c("sed 's/a/b' f"), c("sed k f"), c("sed '/x' f"), c("sed 's/a/b/z' f"), c("sed '2,d' f"), c("sed '{p' f"), c("sed 'p}' f"), c("sed 'b foo' f"), c("sed 's/\\(/b/' f"), c("sed 's/a/\\1/' f"), c("sed 'y/ab/c/' f"), c("sed"), c("sed -z9"), c("sed 's/e*$/X/' f"), c("sed 's/b*/X/g' f"), c("sed 's/x*/-/g'", "abc\n"), c("sed 's/\\bapple\\b/X/' f"), c("sed -E 's/^(.)(.*)$/\\U\\1\\E\\2/' f"), c("sed 's/\\w\\+/\\u&/g' t"), c("sed 's,/,|,g' p"), c("sed 's|/bin|\\||g' p"), c("sed p u"), c("sed '$a end' u"), c("sed -n '/inet /s/.*inet \\([^ ]*\\).*/\\1/p' a"), c("sed 'r e' f"), c("sed '1r u' f"), c("sed 'w out' f"), c("sed '1!G;h;$!d' f"), c("sed '#n' f"), c("sed -n '#c\np' f"), c("sed x f"), c("sed 'n;d' f"), c("sed '/apple/I,+1s/^/> /' f"), c("sed 3Q f"), c("sed -n '/ch/{=;p}' f"), c("sed 'd' d"), c("sed '0,/apple/d' f"), c("sed '1,0d' f"), c("sed --expression=p -n f"), c("sed 'a\\' f"), c("sed 'i\\\n  two' f"), c("sed 's/a\\|b/X/g' f"), c("sed -E 's/a|an/X/g' f"), c("sed '1d;1!s/a/b/' f"), c("sed 's/[/]/-/g' p"), c("sed 's/\\//-/g' p"), c("sed 's/./\\&/' f"), c("sed '/^$/d' n"), c("sed 'p;p' u"), c("sed -n '2{p;q}' f"), c("sed 's/a/b/w /dev/stdout' f"), c("sed '5p' f"), c("sed 's/^[ \\t]*//' a"), c("sed -E 's/([0-9]+)\\.([0-9]+)/\\2.\\1/' a"), c("sed s/a/b/gg f"), c("sed ';;p' e"), c("sed '1,2!d' f"), c("sed 'H;$!d;x;s/\\n/,/g' f"),
  // echo, true, ...
  c("echo a b"), c("echo -n a"), c("echo -e 'a\\tb\\n'"), c("echo -e 'a\\cb' c"), c("echo -E 'a\\tb'"), c("echo -x"), c("echo -e '\\x41\\0102\\103'"), c("true x"), c("false"), c("whoami"), c("whoami x"), c("tty"), c("pwd"),
  c("sleep"), c("sleep x"), c("sleep 1x 2y"), c("sleep -1"), c("sleep 0.01 0.01s"),
  // tee
  c("tee out", "hi\n"), c("tee -q"), c("tee /nope/x", "hi\n"), c("tee d", "hi\n"),
  // files
  c("mkdir"), c("mkdir f"), c("mkdir a1/b/c"), c("mkdir -p f/x"), c("mkdir -pv q/r"), c("mkdir -m zz q"), c("mkdir x1 x1"),
  c("rmdir"), c("rmdir d"), c("rmdir nope"), c("rmdir f"),
  c("rm"), c("rm nope"), c("rm d"), c("rm -f nope"), c("rm -r ."), c("rm -rf /"), c("rm -rv d"), c("rm -v f t"), c("rm -q"), c("rm -f"),
  c("cp"), c("cp f"), c("cp nope x"), c("cp d x"), c("cp f f"), c("cp f t nope"), c("cp f nope/x"), c("cp -v f y"), c("cp -rv d y"), c("cp f t d -v"), c("cp -r d f"), c("cp -r d d"), c("cp f d/x/y"),
  c("mv"), c("mv f"), c("mv nope x"), c("mv f f"), c("mv f t z"), c("mv d d/e"), c("mv -v f z"), c("mv -v f d"), c("mv f d/"), c("mv d f"),
  c("ln"), c("ln nope x"), c("ln -s f"), c("ln -s a f"), c("ln d x"), c("ln -sv f s1"), c("ln -v f s2"), c("ln -s f s3 nope"),
  c("chmod"), c("chmod 644"), c("chmod zz f"), c("chmod 644 nope"), c("chmod -v 600 f"), c("chmod -v u+x,g-r f"), c("chmod -v -x f"), c("chmod -v a=r f"), c("chmod -Rv 700 d"), c("chmod -v +x f"), c("chmod -v 644 f"),
  c("chown"), c("chown nobodyx f"), c("chown root nope"), c("chown root:zzz f"), c("chown root:root f"),
  c("touch"), c("touch nope/x"), c("touch -d foo f"), c("touch -q"), c("touch f new"),
  c("readlink"), c("readlink f"), c("readlink -f nope/x"), c("readlink -f f"), c("realpath nope/x"), c("realpath nope"), c("realpath"), c("realpath d/../f"),
  c("basename"), c("basename a b c"), c("basename a/b.c .c"), c("basename -a a/b c/d"), c("basename /"), c("basename a/b/"), c("dirname"), c("dirname a/b c /x / a//b"), c("mktemp ab"), c("mktemp -d /nope/XXXX"),
  c("stat nope"), c("stat -c '%n %s %a %A %F %U %G %u' f d"), c("stat"), c("file f d nope e u"), c("which nope"), c("which cat nope"),
  c("ls"), c("ls -a"), c("ls -A"), c("ls nope"), c("ls nope f"), c("ls d f"), c("ls -d d"), c("ls -F"), c("ls -p"), c("ls -y"), c("ls --foo"), c("ls -R"), c("ls -r"), c("ls -m"), c("ls -C"), c("ls -x"), c("ls -S"), c("ls -1 d"), c("ls -Q"), c("ls -w x"), c("ls --sort=size"),
  tty("ls"), tty("ls -a"), tty("ls /etc/nope d"), tty("ls -C -w 20"), { ...tty("ls"), files: { "a b": "", c: "", "it's": "", "x;y": "" } }, { ...tty("ls -1"), files: { "a b": "", c: "" } },
  { ...tty("ls"), files: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`file-number-${i * 37}`, ""])) },
  // date
  c("date -u -d @0"), c("date -d @1767603600"), c("date -ud '2026-01-05 09:00:00' +%s"), c("date -d 2026-02-30"), c("date -d foo"), c("date foo"), c("date +%s x"), c("date -q"),
  c("date -d @1767603661.5 '+%Y-%m-%d %H:%M:%S.%N %a %A %b %B %e %j %u %w %U %W %V %G %y %C %I %p %k %l %Z %z %D %F %T %R %r %c %x %X %% %q %h'"), c("date -d @0 +%3N"), c("date -d @5 '+%-d %_d %-H %5Y %^a %#p'"), c("date -Iseconds -d @0"), c("date -R -d @0"), c("date -I -d @86400"), c("date -d '2026-01-05 + 1 day' +%F"), c("date -d '2026-01-31 1 month' +%F"), c("date -d '5 Jan 2026' +%F"), c("date -d 'Jan 5 2026 3pm' +%FT%T"), c("date --rfc-3339=seconds -d @0"), c("date -d 20260105 +%F"), c("date -d '2026-01-05T10:20:30' +%T"), c("date -d '2026-01-05 10:20 2 hours ago' +%T"),
  // xargs
  c("xargs", "a b\nc\n"), c("xargs -n1", "a b\nc\n"), c("xargs -n2 echo x", "a b c\n"), c("xargs -I{} echo [{}]", "a b\n c\n\n"), c("xargs -r echo x", ""), c("xargs echo x", ""), c("xargs -t echo", "a b\n"), c("xargs -0 echo", "a\x00b c\x00"), c("xargs -d, echo", "a,b c"), c("xargs", "'a b' \"c d\" e\\ f\n"), c("xargs", "it's\n"), c("xargs nope", "a\n"), c("xargs false", "a\n"), c("xargs -n x"), c("xargs -n 0"), c("xargs -q"), c("xargs -L1 echo", "a b\nc \nd\n"), c("xargs -n1 ls", "f\nnope\nd\n"), c("xargs -I X -t cat X", "e\n"),
];
