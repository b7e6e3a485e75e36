// Some 1,200 ES modules of packages that many applications have.
const loaded = await Promise.all(['lodash-es', 'date-fns', 'd3', 'effect'].map((name) => import(name)))
const [lodash, dates, d3, effect] = loaded
console.log(JSON.stringify({ exports: loaded.map((one) => Object.keys(one)), chunk: lodash.chunk([1, 2, 3], 2), day: dates.addDays(new Date(0), 1), range: d3.range(3), effect: typeof effect.Effect.succeed }))
