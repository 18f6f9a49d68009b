import { page as host } from "./consoleDom";
import assert from "node:assert/strict";
import { test } from "node:test";
import { quiet } from "../console/quietHtml";
import { safeDeclarations, safeSheet } from "../console/safeCss";
import { contentID, safeAddress, safeHtml } from "../console/safeHtml";

Object.defineProperty(globalThis, "DOMParser", { value: host.window.DOMParser, configurable: true });

const none = { cid: () => null, remote: () => null };
function shown(html: string, pictures: Parameters<typeof safeHtml>[2] = none) {
    const mail = safeHtml(html, document, pictures);
    if (!mail) throw new Error("too much to show");
    const box = document.createElement("div");
    box.append(mail.nodes);
    return { ...mail, markup: (box.firstElementChild as HTMLElement).innerHTML };
}

test("a letter keeps its words, lists, tables and emphasis", () => {
    const letter = "<p>Dear <b>shop</b>,</p><ul><li>one</li></ul><table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>";
    assert.equal(shown(letter).markup, letter);
});

test("nothing that runs, loads, sends or frames survives", () => {
    const hostile = [
        "<script>window.evil=1</script>", "<img src=x onerror=evil()>", "<svg><script>evil()</script><a xlink:href='javascript:evil()'>s</a></svg>",
        "<math><mtext><table><mglyph><style><img src onerror=evil()></style></table></math>", "<iframe srcdoc='<script>evil()</script>'></iframe>",
        "<object data=evil.swf></object>", "<embed src=evil>", "<link rel=stylesheet href=https://evil.example/a.css>", "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href=https://evil.example/>", "<form action=https://evil.example><input name=password><button formaction=javascript:evil()>Sign in</button></form>",
        "<a href='javascript:evil()'>a</a>", "<a href=' java\nscript:evil()'>b</a>", "<a href='data:text/html,<script>evil()</script>'>c</a>", "<a href='vbscript:x'>d</a>",
        "<video src=https://evil.example/v autoplay></video>", "<details open ontoggle=evil()>e</details>", "<template><img src=x onerror=evil()></template>",
        "<p style='background:url(https://evil.example/p.png)'>f</p>", "<table background='https://evil.example/t.png'><tr><td>g</td></tr></table>",
        "<style>@import url(https://evil.example/i.css);p{background:url(https://evil.example/s.png)}</style>", "<noscript><p title='</noscript><img src=x onerror=evil()>'></noscript>",
        "<img srcset='https://evil.example/z.png 1x' src='file:///etc/passwd'>", "<input type=image src=https://evil.example/i.png>", "<img name=body src=x>", "<a id=x name=body href=#top>h</a>",
    ].join("\n");
    const { markup, sheet } = shown(hostile);
    for (const sign of ["script", "onerror", "ontoggle", "evil", "iframe", "svg", "math", "meta", "base", "form", "input", "url(", "style=", "srcset", "file:", "name="]) {
        assert.ok(!markup.includes(sign), `${sign} in ${markup}`);
    }
    assert.equal(sheet, "");
    for (const word of ["a", "b", "c", "d", "e", "f", "g", "h", "Sign in"]) assert.ok(markup.includes(`>${word}<`) || markup.includes(word), word);
});

test("a link opens elsewhere, tells where it leads, and knows four schemes", () => {
    const { markup } = shown(`<a href="https://a.example/x?y=1" target="_self" title="Your bank">Bank</a>`);
    const link = new host.window.DOMParser().parseFromString(markup, "text/html").querySelector("a");
    assert.deepEqual(["href", "target", "rel", "title"].map((name) => link?.getAttribute(name)), ["https://a.example/x?y=1", "_blank", "noopener noreferrer nofollow", "https://a.example/x?y=1"]);
    assert.deepEqual(["mailto:a@b.example", "tel:+861", "http://a.example", "//a.example", "/x", "ftp://a", "javascript:1", " JavaScript:1"].map(safeAddress),
        ["mailto:a@b.example", "tel:+861", "http://a.example/", null, null, null, null, null]);
});

test("pictures from elsewhere wait for a click, the mail's own are shown, a spying dot never is", () => {
    const html = `<img src="https://shop.example/a.png" alt="A"><img src="CID:%3CLogo@X%3E"><img src="cid:gone" alt="G"><img src="https://spy.example/o.gif" width="1" height="1"><img src="data:image/png;base64,iVBORw0="><img src="data:image/svg+xml;base64,PHN2Zz4=">`;
    const pictures = { cid: (id: string) => id === "logo@x" ? "/attachments/1" : null, remote: () => null };
    const closed = shown(html, pictures);
    assert.equal(closed.blocked, 1);
    assert.ok(!closed.markup.includes("shop.example") && !closed.markup.includes("spy.example") && !closed.markup.includes("svg"));
    assert.ok(closed.markup.includes(`src="/attachments/1"`) && closed.markup.includes("data:image/png") && closed.markup.includes(`alt="G"`));
    const open = shown(html, { ...pictures, remote: (address) => `/proxy?url=${encodeURIComponent(address)}` });
    assert.equal(open.blocked, 0);
    assert.ok(open.markup.includes("/proxy?url=https%3A%2F%2Fshop.example%2Fa.png") && !open.markup.includes("spy"));
    assert.equal(contentID("<A%40b>"), "a@b");
});

test("style keeps looks and loses what loads, hides or covers", () => {
    const text = (declarations: string) => safeDeclarations(declarations).map(({ name, value }) => `${name}: ${value}`);
    assert.deepEqual(text("COLOR: Red; font-family: \"微软雅黑\", Arial; margin-top:4px; width: 600px !important"),
        ["color: Red", "font-family: \"微软雅黑\", Arial", "margin-top: 4px", "width: 600px"]);
    assert.deepEqual(text("position:fixed; z-index:9; background:url(x); background-image:url(//x); behavior:url(x); -moz-binding:url(x); color:expression(1); width:calc(1px); content:'x'; color:var(--x); color:\\72 ed; display:flex"), []);
    assert.deepEqual(text("col/**/or:red; color:re/**/d; background:u/**/rl(x)"), ["color: red", "color: red"]);
    assert.deepEqual(text("color: rgb(1, 2, 3); background: rgba(0,0,0,.5)"), ["color: rgb(1, 2, 3)", "background: rgba(0,0,0,.5)"]);
});

test("a style sheet keeps harmless rules and media conditions only", () => {
    assert.equal(safeSheet("@import url(x); @charset 'x'; p, td.a{color:red;position:fixed} @font-face{src:url(x)} @media (max-width:600px){.b{width:100%}} @keyframes k{from{color:red}} i{background:url(x)}"),
        "p, td.a{color:red}@media (max-width:600px){.b{width:100%}}");
    assert.equal(safeSheet("/* } */ a{color:red"), "a{color:red}");
    assert.equal(safeSheet("</style><script>evil()</script>{color:red}"), "");
});

test("black on white is the page's own colours; anything else stays on paper", () => {
    const plain = shown(`<body bgcolor="#FFFFFF"><p style="color:black;margin:0">x</p><font color="#000000">y</font></body>`);
    assert.equal(plain.plain, true);
    assert.ok(!plain.markup.includes("black") && !plain.markup.includes("#000000"));
    assert.equal(shown(`<p style="color:#c00">x</p>`).plain, false);
    assert.equal(shown(`<style>td{background:#eee}</style><table><tr><td>x</td></tr></table>`).plain, false);
});

test("markup is quietened without losing words", () => {
    assert.deepEqual(quiet(`<p style="a:b" onclick='x>y' title="style=1">on style=2</p><style type=x>p{}</style>z<br/>`),
        { markup: `<p data-style="a:b" data-onclick='x>y' title="style=1">on style=2</p>z<br/>`, styles: "p{}\n" });
    assert.deepEqual(quiet("1 < 2 and <3 <b"), { markup: "1 < 2 and <3 <b", styles: "" });
    assert.equal(quiet("a<style>b").markup, "a");
    assert.equal(quiet("<base href=x>a").markup, "a");
});

test("a mail too long or with thousands of links is not laid out, and the worst is read quickly", () => {
    assert.equal(safeHtml("x".repeat(1_000_001), document, none), null);
    assert.equal(safeHtml(`<a href="https://a.example">x</a>`.repeat(5_001), document, none), null);
    // Processor time, so that a busy machine says nothing; work that grew with the square would take minutes.
    const began = process.cpuUsage().user;
    for (const piece of ["<style>", "<a style=", "<!--", "<p '", "<a \"", "/*", "{", "<div>"]) quiet(piece.repeat(100_000));
    safeSheet("/*a{".repeat(20_000));
    const spent = (process.cpuUsage().user - began) / 1_000;
    assert.ok(spent < 6_000, `${spent} ms`);
});
