/** A schema as lines for people: one a property, inner objects indented. */
import type { SchemaFacts } from '../docker/schema-types.ts';

/** What a value is, in a few words: `array of Port`, `map of string`, `integer (int64) or null`. */
export function typeWords(schema: SchemaFacts): string {
  const words = plainWords(schema);
  const limits = [
    schema.format === undefined ? null : schema.format,
    schema.minimum === undefined ? null : `from ${schema.minimum}`,
    schema.maximum === undefined ? null : `up to ${schema.maximum}`,
    schema.pattern === undefined ? null : `like ${schema.pattern}`,
  ].filter((one) => one !== null);
  return `${words}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}${schema.nullable === true ? ' or null' : ''}`;
}

function plainWords(schema: SchemaFacts): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.items !== undefined) return `array of ${typeWords(schema.items)}`;
  if (schema.allOf !== undefined) return schema.allOf.map(plainWords).join(' with ');
  const rest = schema.additionalProperties;
  if (typeof rest === 'object' && schema.properties === undefined) return `map of ${typeWords(rest)}`;
  if (schema.properties !== undefined) return 'object';
  return schema.type === undefined ? 'anything' : [schema.type].flat().join(' or ');
}

/** Of the properties in a schema, with those of the objects in it; a `$ref` is named, not followed. */
export function propertyLines(schema: SchemaFacts, indent: string): string[] {
  const inner = innerSchemas(schema);
  return inner.flatMap(({ properties = {}, required = [] }) => {
    const names = Object.keys(properties);
    const width = Math.min(
      32,
      names.reduce((widest, name) => Math.max(widest, name.length), 0),
    );
    return names.flatMap((name) => {
      const property = properties[name] as SchemaFacts;
      const must = required.includes(name) ? ', required' : '';
      return [`${indent}${name.padEnd(width)}  ${typeWords(property)}${must}`, ...propertyLines(property, `${indent}  `)];
    });
  });
}

/** The objects that a schema is made of, without what has a name of its own. */
function innerSchemas(schema: SchemaFacts): SchemaFacts[] {
  const rest = typeof schema.additionalProperties === 'object' ? innerSchemas(schema.additionalProperties) : [];
  const items = schema.items === undefined ? [] : innerSchemas(schema.items);
  const parts = (schema.allOf ?? []).flatMap(innerSchemas);
  return [...(schema.properties === undefined ? [] : [schema]), ...parts, ...items, ...rest];
}
