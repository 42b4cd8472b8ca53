/**
 * Where in an answer something stands, said three ways. Of the IP of a port of the first container:
 *
 *   pointer   `/outcome/body/data/0/Ports/1/IP`, of this one value
 *   pattern   of all values like it: the parts for list elements and keys of maps are `*`
 *   words     `[web].Ports[1].IP`, for people
 */
export class Place {
  readonly pointer: string;
  readonly pattern: string;
  readonly words: string;
  /** Name of the field; of an element that of its list. */
  readonly field: string;

  constructor(pointer: string, pattern = '', words = '', field = '') {
    this.pointer = pointer;
    this.pattern = pattern;
    this.words = words;
    this.field = field;
  }

  /** A member whose name the API gives. */
  member(name: string): Place {
    const part = escapePart(name);
    return new Place(`${this.pointer}/${part}`, `${this.pattern}/${part}`, this.words === '' ? name : `${this.words}.${name}`, name);
  }

  /** A member of a map, whose name is the user's or the engine's. */
  entry(key: string): Place {
    return new Place(`${this.pointer}/${escapePart(key)}`, `${this.pattern}/*`, `${this.words}[${key}]`, this.field);
  }

  /** An element of a list. @param label what people call it */
  element(index: number, label: string = String(index)): Place {
    return new Place(`${this.pointer}/${index}`, `${this.pattern}/*`, `${this.words}[${label}]`, this.field);
  }
}

function escapePart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Whether a pattern with `*` (any one part) and `**` (any number of them) fits the pattern of a place. */
export function placePattern(text: string): RegExp {
  const parts = text
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, 's');
}
