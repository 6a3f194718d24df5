import { functionsForArrows } from '../../infra/constructs/functions-for-arrows.ts'

test.each([
  ['const a=e=>e+1;', 'const a=function(e){return e+1};'],
  ['const a=(e,t=2,...r)=>{f(e)};', 'const a=function(e,t=2,...r){f(e)};'],
  ['const a=({b:c},[d])=>({c,d});', 'const a=function({b:c},[d]){return ({c,d})};'],
  ['const a=async e=>await e;', 'const a=async function(e){return await e};'],
  ['const a=async(e)=>{await e};', 'const a=async function(e){await e};'],
  // Only the outermost: what is in it is not read until it is called.
  ['const a=e=>t=>e+t;', 'const a=function(e){return t=>e+t};'],
  ['const a=()=>()=>1,b=()=>2;', 'const a=function(){return ()=>1},b=function(){return 2};'],
  ['function a(){return()=>1}', 'function a(){return function(){return 1}}'],
  ['const a=e?t=>t:r=>(r,1);', 'const a=e?function(t){return t}:function(r){return (r,1)};'],
  ['f(()=>1,e=>"=>");', 'f(function(){return 1},function(e){return "=>"});'],
  ['const a="=>",b=()=>/=>/;', 'const a="=>",b=function(){return /=>/};'],
  ['(()=>{g()})();', '(function(){g()})();'],
])('%s becomes %s', (before, after) => {
  expect(functionsForArrows(before)).toBe(after)
})

test.each([
  'const a=()=>this;',
  'function a(){const b=()=>arguments[0];return b}',
  'function a(){const b=()=>new.target;return b}',
  'class a extends b{constructor(){const c=()=>this.d;super(c)}e(){return()=>super.e()}}',
  'class a{b=()=>this.c}',
  'const a=()=>{const b=()=>this;return b};',
  'const a=(b=this)=>b;',
])('%s stays as it is', (code) => {
  expect(functionsForArrows(code)).toBe(code)
})

test('what has a this of its own is no reason, and import.meta is none', () => {
  expect(functionsForArrows('const a=()=>function(){return this};')).toBe(
    'const a=function(){return function(){return this}};',
  )
  expect(functionsForArrows('const a=()=>import.meta.url;')).toBe('const a=function(){return import.meta.url};')
})

test('what is converted does what it did', () => {
  const code = `
    const add=(e,t=1)=>e+t,twice=e=>add(e,e),pick=({a,...r})=>({a,r}),later=async e=>[await e,add(e)],curry=e=>t=>e*t;
    class Base{constructor(e){this.e=e}get=()=>this.e}
    class Sub extends Base{constructor(){const f=e=>e+1;super(f(1))}both(){return[1,2].map(e=>e+this.e)}}
    const s=new Sub;
    return later(3).then(e=>JSON.stringify([twice(2),pick({a:1,b:2}),e,curry(2)(5),s.get(),s.both()]))
  `
  const module = `export function all(){${code}}`
  const run = (text: string) => new Function(text.replace(/^export function all\(\)\{/, '').replace(/\}\s*$/, ''))()
  const converted = functionsForArrows(module)
  expect(converted).not.toBe(module)
  return expect(run(converted)).resolves.toBe('[4,{"a":1,"r":{"b":2}},[3,4],10,2,[3,4]]')
})
