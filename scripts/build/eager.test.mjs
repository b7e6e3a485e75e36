import test from 'ava'
import { compiledEagerly } from './eager.mjs'

/** What a script that sets `said` says, its functions written as they are, or so that V8 compiles them at once. */
const saidBy = (/** @type {string} */ source) => /** @type {unknown} */ (new Function(`'use strict'; let said; ${source}; return JSON.stringify(said)`)())

/** Every function, as V8 names it: from its parameters to its end. */
function allIn(/** @type {string} */ source, /** @type {readonly string[]} */ functions) {
  return functions.map((text) => {
    const at = source.indexOf(text)
    const start = text.startsWith('function') || /^[\w\\]+\(/.test(text) ? source.indexOf('(', at) : at
    return { start, end: at + text.length }
  })
}

/** A source, its functions, and what it becomes. @type {Record<string, readonly [string, readonly string[], RegExp]>} */
const forms = {
  'a declaration that is called before it': ['said=[f(2),f.name,f.length];function f(a){return a*2}', ['function f(a){return a*2}'], /var f=\(function\(a\)/],
  'one in a function, which has the name of a parameter': ['function g(f){function f(){return 1}return f()}said=g(0)', ['function f(){return 1}'], /\{var f=\(function\(\)/],
  'one in a block stays in it': ['{function f(){return 1}said=f()}', ['function f(){return 1}'], /\{function f/],
  'a generator': ['function* f(){yield 1}said=[...f()]', ['function* f(){yield 1}'], /function\* f/],
  'an arrow function in another that ends where it does': ['const f=a=>b=>a+b;said=[f(1)(2),f.name]', ['a=>b=>a+b', 'b=>a+b'], /\(a=>\(b=>a\+b\)\)/],
  'an expression': ['const f=function(a){return a};said=[f(1),f.name]', ['function(a){return a}'], /=\(function\(a\)/],
  'one in parentheses already': ['said=(a=>a)(1)', ['a=>a'], /said=\(a=>a\)\(1\)/],
  'a method': ['const o={f(a,b=2){return a+b}};said=[o.f(1),o.f.name,o.f.length,"prototype"in o.f]', ['f(a,b=2){return a+b}'], /f:\(\(a,b=2\)=>\{/],
  'a method whose name is escaped': ['const o={\\u0066(a){return a}};said=[o.f(1),o.f.name]', ['\\u0066(a){return a}'], /\{\\u0066:\(\(a\)=>\{/],
  'a method that asks for `this`': ['const o={n:1,f(){return this.n}};said=o.f()', ['f(){return this.n}'], /,f\(\)\{/],
  'a method whose arrow function asks for `arguments`': ['const o={f(){return (()=>arguments[0])()}};said=o.f(3)', ['f(){return (()=>arguments[0])()}'], /\{f\(\)\{/],
  'a method with functions that ask for theirs': ['const o={f(n){return [{n,g(){return this.n}}.g(),function(){return arguments[0]}(4),{get h(){return arguments.length}}.h]}};said=o.f(3)', ['f(n){return [{n,g(){return this.n}}.g(),function(){return arguments[0]}(4),{get h(){return arguments.length}}.h]}'], /\{f:\(\(n\)=>\{/],
  'a method that names a method by `this`': ['const o={n:"k",f(){return Object.keys({[this.n](){return 1}})}};said=o.f()', ['f(){return Object.keys({[this.n](){return 1}})}'], /,f\(\)\{/],
  'a method with a class that is named by `this`': ['const o={n:"k",f(){return new (class{[this.n](){return 1}})().k()}};said=o.f()', ['f(){return new (class{[this.n](){return 1}})().k()}'], /,f\(\)\{/],
  'a method with a function among its parameters': ['const o={f(a=()=>1){return a()}};said=o.f()', ['f(a=()=>1){return a()}', '()=>1'], /f\(a=\(\(\)=>1\)\)\{/],
  'a method that would become the prototype': ['const o={__proto__(){return 1}};said=[o.__proto__(),Object.keys(o)]', ['__proto__(){return 1}'], /\{__proto__\(\)/],
}

for (const [what, [source, functions, becomes]] of Object.entries(forms)) {
  test(`written so that V8 compiles it at once, or left: ${what}`, (t) => {
    const written = compiledEagerly(source, allIn(source, functions))
    t.regex(written, becomes)
    t.is(saidBy(written), saidBy(source))
    t.not(saidBy(source), undefined)
  })
}

test('a function that is not asked for stays as it is', (t) => {
  const source = 'const f=a=>a;function g(){return f(1)}'
  t.is(compiledEagerly(source, []), source)
})
