import { createHash } from 'node:crypto'
import { once } from '../../../shared/once.ts'

/** Small enough to stand in the page: a phone with a bad line gets all of it in one answer. Buttons are 56 px, not less than the 44 px of a finger. */
export const style = `
:root{color-scheme:light dark;--page:#f4f4f1;--card:#fff;--ink:#1b1d21;--soft:#5b616b;--line:#dcdcd6;
--critical:#b3261e;--warning:#8a5300;--info:#1f5fa8;--good:#1c6b3c;--act:#1b1d21;--on-act:#fff}
@media (prefers-color-scheme:dark){:root{--page:#131417;--card:#1d1f24;--ink:#ecedef;--soft:#a3a9b4;--line:#34373e;
--critical:#ff8a80;--warning:#f3b45b;--info:#8ab8f2;--good:#7fd3a0;--act:#ecedef;--on-act:#131417}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Apple SD Gothic Neo","Noto Sans KR",sans-serif;
overflow-wrap:anywhere;word-break:keep-all;-webkit-text-size-adjust:100%}
main{max-width:34rem;margin:0 auto;padding:20px 16px 40px}
h1{font-size:1.35rem;line-height:1.3;margin:4px 0 12px}
h2{font-size:1rem;margin:28px 0 4px}
p{margin:0 0 12px}
.severity{font-weight:700;margin:0}
.critical{color:var(--critical)}.warning{color:var(--warning)}.info{color:var(--info)}
.state{margin:0 0 20px;padding:12px 14px;border-radius:10px;background:var(--card);border:1px solid var(--line);
border-left:5px solid var(--critical);font-weight:700}
.state.acknowledged,.state.resolved,.state.suppressed{border-left-color:var(--good)}
.notice{margin:0 0 16px;color:var(--good);font-weight:600}
dl{margin:0}
dt{color:var(--soft);font-size:.88rem}
dd{margin:0 0 12px;white-space:pre-line}
bdi{unicode-bidi:isolate}
summary{cursor:pointer;min-height:44px}
details[open] summary bdi{display:none}
.soft{color:var(--soft);font-size:.88rem}
p.foot{margin:20px 0 4px}
form{margin:24px 0 0}
button{display:block;width:100%;min-height:56px;padding:8px 16px;border-radius:12px;border:1px solid var(--ink);
background:transparent;color:var(--ink);font:inherit;font-weight:700;cursor:pointer;touch-action:manipulation}
button.first{background:var(--act);color:var(--on-act);min-height:64px;font-size:1.15rem}
button:focus-visible,a:focus-visible{outline:3px solid var(--info);outline-offset:2px}
form .soft{margin:6px 2px 18px}
ul{list-style:none;margin:0;padding:0}
li{padding:9px 0;border-bottom:1px solid var(--line)}
li .soft{display:block}
.failed{color:var(--critical)}
a{color:inherit;display:inline-block;padding:11px 0;min-height:44px}
code{font-size:.92em}
section+section{margin-top:32px}
`

/** For the Content-Security-Policy: this style and no other. */
export const styleHash = once(() => `sha256-${createHash('sha256').update(style).digest('base64')}`)
