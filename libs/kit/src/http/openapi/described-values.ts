import type { OpenApiDocument } from './document.js';
import { Fits } from './fits.js';
import { isJson, jsonIn, type Json } from './json.js';

/** Holds values to the schemas of a document; each schema is made into functions once, when the first value comes. */
export class DescribedValues {
  private readonly fits: Fits;
  private readonly resolve: (schema: Json) => Json;

  constructor({ components }: Pick<OpenApiDocument, 'components'>) {
    const schemas = jsonIn(components['schemas']);
    this.resolve = (schema) => {
      const { $ref } = schema;
      return typeof $ref === 'string' ? jsonIn(schemas[$ref.replace(/^.*\//, '')]) : schema;
    };
    this.fits = new Fits(this.resolve);
  }

  /**
   * Where a value is not what a schema describes, as a path like `data.lines.0.total`, empty for the value itself; undefined where it is.
   * Fields that are not described are faults, too.
   */
  wrongPlace(schema: unknown, value: unknown): string | undefined {
    return this.placeIn(jsonIn(schema), value, []);
  }

  private placeIn(schema: Json, value: unknown, path: readonly string[]): string | undefined {
    if (this.fits.of(schema)(value)) return undefined;
    const { properties, items, additionalProperties } = this.alternativeFor(schema, value);
    const declared = new Map(Object.entries(jsonIn(properties)));
    const children: [string, unknown, unknown][] = Array.isArray(value)
      ? value.map((item, index) => [String(index), items, item])
      : Object.entries(jsonIn(value)).map(([name, field]) => [name, declared.get(name), field]);
    for (const [name, child, field] of children) {
      const below = [...path, name];
      const isUnknown = isJson(value) && child === undefined && additionalProperties === false;
      const place = isUnknown ? below.join('.') : this.placeIn(jsonIn(child ?? additionalProperties), field, below);
      if (place !== undefined) return place;
    }
    return path.join('.');
  }

  /** Of `null or an object` the object, so that the place within it is found. */
  private alternativeFor(schema: Json, value: unknown): Json {
    const resolved = this.resolve(schema);
    const alternatives = [resolved['anyOf'], resolved['oneOf']].find(Array.isArray);
    if (!alternatives) return resolved;
    const type = Array.isArray(value) ? 'array' : 'object';
    const alike = alternatives.map((one) => this.resolve(jsonIn(one))).filter((one) => one['type'] === type);
    return alike.length === 1 ? jsonIn(alike[0]) : {};
  }
}
