/**
 * Small changes to an honest answer that a check of the contract should notice.
 *
 * Declared fields and the rest are told apart: keys of maps, what no description declares and what it gives no type to
 * can hardly be judged, and would only dilute the score. Of each answer a place is changed once per kind, at one
 * of the objects that stand there, so that long lists do not outweigh everything.
 */
import { resolveSchema } from '../../dist/docker/schemas.js';

/** Kinds of changes to declared fields, in the order of the table. */
export const DECLARED = ['type', 'enum', 'scalar → null', 'nullable scalar → null', 'list or map → null', 'drop', 'rename'];
export const STATUS = 'success status';
export const ELSEWHERE = ['map entry', 'undeclared', 'untyped'];

const SCALARS = new Set(['string', 'integer', 'number', 'boolean']);
const SUCCESSES = [200, 201, 202, 203, 206];

/** A success that is not documented in place of the one that was; null where all are. */
export function otherSuccess(responses) {
  return SUCCESSES.find((status) => responses[status] === undefined) ?? null;
}

/**
 * @param body plain JSON
 * @param pick chooses one of several (a seeded random choice)
 * @returns the changes: `{ kind, place, path, change }`; `place` is the path with `[]` and `{}`; `change(body)` gives the changed copy
 */
export function mutantsOf(body, schema, definitions, pick) {
  /** By kind and place, all that could be changed there. */
  const found = new Map();
  const add = (kind, place, path, change) => {
    const key = `${kind} ${place}`;
    const same = found.get(key) ?? [];
    found.set(key, same);
    same.push({ kind, place, path, change: (whole) => changedAt(whole, path, change) });
  };
  visit(body, [schema], '', []);
  return [...found.values()].map(pick);

  function visit(value, schemas, place, path) {
    const parts = schemas.flatMap((one) => flatten(one, definitions));
    if (Array.isArray(value)) {
      const items = parts.flatMap((part) => part.items ?? []);
      for (const [i, item] of value.entries()) {
        changeValue(item, items, `${place}/[]`, [...path, i], null);
        visit(item, items, `${place}/[]`, [...path, i]);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) visitField(value, name, item, parts, place, path);
    }
  }

  function visitField(object, name, item, parts, place, path) {
    const declared = parts.flatMap(({ properties }) =>
      properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : [],
    );
    if (declared.length > 0) {
      changeValue(item, declared, `${place}/${name}`, [...path, name], null);
      changeField(object, name, 'drop', 'rename', `${place}/${name}`, path);
      visit(item, declared, `${place}/${name}`, [...path, name]);
      return;
    }
    const values = parts.flatMap(({ additionalProperties: rest }) => (typeof rest === 'object' ? rest : []));
    const isOpen = parts.every((part) => part.properties === undefined) || parts.some((part) => part.additionalProperties !== undefined);
    const kind = isOpen ? 'map entry' : 'undeclared';
    const inPlace = `${place}/${isOpen ? '{}' : name}`;
    changeValue(item, values, inPlace, [...path, name], kind);
    changeField(object, name, kind, kind, inPlace, path);
    if (values.length > 0) visit(item, values, inPlace, [...path, name]);
  }

  /** @param elsewhere the kind it counts as where it is no declared field */
  function changeValue(value, schemas, place, path, elsewhere) {
    const parts = schemas.flatMap((one) => flatten(one, definitions));
    const types = parts.flatMap((part) => part.type ?? (part.properties === undefined ? [] : 'object'));
    const wrong = valueOutside(types.length > 0 ? types : [typeOf(value)]);
    add(elsewhere ?? (types.length === 0 ? 'untyped' : 'type'), place, path, () => wrong);
    const isEnum = typeof value === 'string' && parts.some((part) => part.enum !== undefined && part.type !== 'object');
    if (isEnum) add(elsewhere ?? 'enum', place, path, () => 'carpet');
    if (value === null) return;
    if (types.length === 0) add(elsewhere ?? 'untyped', place, path, () => null);
    else if (!types.every((type) => SCALARS.has(type))) add(elsewhere ?? 'list or map → null', place, path, () => null);
    else {
      const isNullable = [...schemas, ...parts].some((one) => one.nullable === true);
      add(elsewhere ?? (isNullable ? 'nullable scalar → null' : 'scalar → null'), place, path, () => null);
    }
  }

  function changeField(object, name, drop, rename, place, path) {
    add(drop, place, path, ({ [name]: _, ...rest }) => rest);
    const other = newName(object, name);
    add(rename, place, path, (old) => Object.fromEntries(Object.entries(old).map(([key, value]) => [key === name ? other : key, value])));
  }
}

/** As a developer would: another case, or another ending. */
function newName(object, name) {
  const swapped = /^[A-Z]/.test(name) ? name[0].toLowerCase() + name.slice(1) : name[0].toUpperCase() + name.slice(1);
  return swapped === name || Object.hasOwn(object, swapped) ? `${name}New` : swapped;
}

function valueOutside(types) {
  const has = (...some) => some.some((type) => types.includes(type));
  if (!has('string')) return 'text';
  if (!has('integer', 'number')) return 77;
  return has('boolean') ? { not: 'this' } : true;
}

function typeOf(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function flatten(facts, definitions) {
  const target = resolveSchema(facts, definitions);
  return [target, ...(target.allOf ?? []).flatMap((part) => flatten(part, definitions))];
}

function changedAt(value, [key, ...rest], change) {
  if (key === undefined) return change(value);
  const inner = changedAt(value[key], rest, change);
  return Array.isArray(value) ? value.with(key, inner) : { ...value, [key]: inner };
}
