// Values as no service should send them, and shapes that are nearly right: a field missing, or of another kind.
import fc from "fast-check";
import { oddText } from "./odd-text.js";

const prototypes: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e300, 2 ** 53, "", [], {}, prototypes, [[[[]]]]),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Anything that JSON can hold. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: leaf, weight: 4 },
  { arbitrary: fc.array(leaf, { maxLength: 4 }), weight: 1 },
  { arbitrary: fc.dictionary(oddText, leaf, { maxKeys: 4 }), weight: 1 },
);

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every way to a field, however deep: `["user", "id"]`. */
function waysIn(value: unknown): string[][] {
  if (Array.isArray(value)) return value.flatMap((each, index) => waysBehind(String(index), each));
  return isFields(value) ? Object.entries(value).flatMap(([key, each]) => waysBehind(key, each)) : [];
}

const waysBehind = (key: string, value: unknown) => [[key], ...waysIn(value).map((way) => [key, ...way])];

function changed(value: unknown, [key, ...rest]: readonly string[], put: (field: unknown) => unknown): unknown {
  if (key === undefined) return put(value);
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === key ? changed(each, rest, put) : each));
  if (!isFields(value)) return value;
  const field = changed(value[key], rest, put);
  const others = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(field === undefined ? others : [...others, [key, field]]);
}

/** `right` with up to three of its fields left out or of another kind. */
export function nearly<T extends Fields>(right: fc.Arbitrary<T>): fc.Arbitrary<Fields> {
  return right.chain((value) => {
    const ways = waysIn(value);
    const change = fc.tuple(fc.constantFrom(...ways), fc.option(oddValue, { nil: undefined, freq: 3 }));
    return fc.array(change, { minLength: 0, maxLength: 3 }).map((changes) => {
      let result: unknown = value;
      for (const [way, instead] of changes) result = changed(result, way, () => instead);
      return isFields(result) ? result : {};
    });
  });
}
